package dev.portcullis.auth;

import dev.portcullis.access.Action;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** What stands before one endpoint, read once from its annotations. */
sealed interface EndpointRule {

    /** Credentials are not looked at; a form may be sent from our own pages only, where that is said. */
    record Open(boolean ownFormsOnly) implements EndpointRule {}

    /** Somebody signed in with a browser. */
    record Session() implements EndpointRule {}

    /** A rule that is held to who is signed in with a browser. */
    record OnPage(EndpointRule within) implements EndpointRule {}

    /** Credentials are checked when there are some. */
    record Anyone() implements EndpointRule {}

    /** An active account, by a token with this scope unless it is empty. */
    record Account(String scope) implements EndpointRule {}

    /** An administrator. */
    record Administrator() implements EndpointRule {}

    /** An administrator or an auditor. */
    record Auditor() implements EndpointRule {}

    /** Whoever is signed in, by a credential that carries all of their rights. */
    record Self() implements EndpointRule {}

    /** Somebody of the organization of the path: an owner, or to look a member too. */
    record Organization(boolean lookOnly) implements EndpointRule {}

    /** This action on the repository of the path. */
    record OnRepository(Action action) implements EndpointRule {}

    /** Whether the cookie of a browser says who asks, and nothing else does. */
    default boolean bySession() {
        return this instanceof Session || this instanceof OnPage;
    }

    /** Reads the rule of a resource method; {@link IllegalStateException} unless there is exactly one. */
    static EndpointRule of(Method method) {
        List<EndpointRule> rules = new ArrayList<>();
        Public open = method.getAnnotation(Public.class);
        if (open != null) {
            rules.add(new Open(open.ownFormsOnly()));
        }
        if (method.isAnnotationPresent(RequiresSession.class)) {
            rules.add(new Session());
        }
        if (method.isAnnotationPresent(AnyCaller.class)) {
            rules.add(new Anyone());
        }
        SignedIn signedIn = method.getAnnotation(SignedIn.class);
        if (signedIn != null) {
            rules.add(new Account(signedIn.scope()));
        }
        if (method.isAnnotationPresent(RequiresAdministrator.class)) {
            rules.add(new Administrator());
        }
        if (method.isAnnotationPresent(RequiresAuditor.class)) {
            rules.add(new Auditor());
        }
        if (method.isAnnotationPresent(OwnAccount.class)) {
            rules.add(new Self());
        }
        addThoseOnAName(method, rules);
        if (rules.size() != 1) {
            throw new IllegalStateException("The endpoint "
                    + method
                    + " must say who may call it with exactly one of @Requires, @SignedIn, @RequiresAdministrator,"
                    + " @RequiresAuditor, @RequiresOwner, @OwnAccount, @RequiresSession, @AnyCaller and @Public, but"
                    + " has "
                    + rules.size()
                    + ".");
        }
        EndpointRule rule = rules.getFirst();
        boolean forBrowsers = method.getDeclaringClass().isAnnotationPresent(ForBrowsers.class);
        return forBrowsers && !(rule instanceof Open) && !(rule instanceof Session) ? new OnPage(rule) : rule;
    }

    private static void addThoseOnAName(Method method, List<EndpointRule> rules) {
        RequiresOwner owner = method.getAnnotation(RequiresOwner.class);
        if (owner != null) {
            rules.add(new Organization(owner.lookOnly()));
        }
        Requires requires = method.getAnnotation(Requires.class);
        if (requires != null) {
            rules.add(new OnRepository(requires.value()));
        }
    }
}
