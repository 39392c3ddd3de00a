package dev.portcullis.auth;

import dev.portcullis.access.AccessControl;
import dev.portcullis.access.Action;
import dev.portcullis.access.Caller;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AccessLog;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * Holds every request to the rule of its endpoint, after routing, on the parsed name. Rights are decided first and the
 * token's scope second, so that what a client learns depends on its rights alone: who may not know whether a repository
 * exists gets the same answer either way.
 */
@Singleton
final class Authorization {
    private final AccessControl control;
    private final ManagementAccess management;
    private final Challenges challenges;
    private final CurrentAccess current;
    private final AccessLog log;
    private final ReadOnlyMode readOnly;

    Authorization(
            AccessControl control,
            ManagementAccess management,
            Challenges challenges,
            CurrentAccess current,
            AccessLog log,
            ReadOnlyMode readOnly) {
        this.readOnly = readOnly;
        this.control = control;
        this.management = management;
        this.challenges = challenges;
        this.current = current;
        this.log = log;
    }

    /** Returns when the request may go on, or throws the answer that the client gets. */
    void check(EndpointRule rule, ResteasyReactiveRequestContext request) {
        switch (rule) {
            // The session was found already, or the request would not have come so far.
            case EndpointRule.Open _, EndpointRule.Anyone _, EndpointRule.Session _ -> {}
            case EndpointRule.OnPage page -> check(page.within(), request);
            case EndpointRule.Account account -> signedIn(account, request);
            case EndpointRule.Administrator _,
                    EndpointRule.Auditor _,
                    EndpointRule.Self _,
                    EndpointRule.Organization _ -> management.check(rule, request);
            case EndpointRule.OnRepository on -> onRepository(on, request);
        }
    }

    private void signedIn(EndpointRule.Account rule, ResteasyReactiveRequestContext request) {
        Identity who = current.identity();
        if (who.caller() instanceof Caller.Anonymous) {
            throw challenges.signIn(request.serverRequest(), rule.scope());
        }
        TokenScope scope = who.scope();
        if (scope != null && rule.scope().equals(TokenScopes.CATALOG) && !scope.catalog()) {
            throw challenges.insufficientScope(request.serverRequest(), rule.scope());
        }
    }

    private void onRepository(EndpointRule.OnRepository rule, ResteasyReactiveRequestContext request) {
        Identity who = current.identity();
        RepositoryName name = RepositoryName.parse(request.getPathParameter("name", false));
        RepositoryAccess live = who.byCredential(control.decide(who.caller(), name));
        TokenScope scope = who.scope();
        if (scope != null && scope.outlived(live)) {
            throw challenges.invalidToken(request.serverRequest(), ScopeOfRequest.of(rule, request));
        }
        if (!live.allows(rule.action())) {
            if (who.caller() instanceof Caller.SignedIn) {
                log.refused(rule.action().wireName(), name.toString());
            }
            throw who.caller() instanceof Caller.Anonymous
                    ? challenges.signIn(request.serverRequest(), ScopeOfRequest.of(rule, request))
                    : refusal(live, rule.action());
        }
        RepositoryAccess limited = scope == null ? live : scope.limit(live);
        if (!limited.allows(rule.action())) {
            throw challenges.insufficientScope(request.serverRequest(), ScopeOfRequest.of(rule, request));
        }
        readOnly.check(rule.action());
        current.repository(limited);
    }

    private RegistryException refusal(RepositoryAccess live, Action action) {
        if (action == Action.PULL || action == Action.VIEW) {
            return new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        // Only one who manages the namespace may look at what does not exist, so only they are told why.
        if (live.id() == null && live.allows(Action.PULL)) {
            return new RegistryException(ErrorCode.DENIED, whyNotCreated(live.name()));
        }
        return new RegistryException(ErrorCode.DENIED);
    }

    private String whyNotCreated(RepositoryName name) {
        return control.namespaceExists(name)
                ? "The repository " + name + " does not exist, and a push does not create one here. Create it first."
                : "There is no user or organization " + name.namespace()
                        + ". Create the organization first, then push.";
    }
}
