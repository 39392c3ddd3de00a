package dev.portcullis.console;

import dev.portcullis.access.AccessTokens;
import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.Accounts;
import dev.portcullis.auth.BrowserSession;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.auth.Sessions;
import dev.portcullis.error.RegistryException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The users of the registry: auditors look, administrators change. What is done to one is in {@link UserChangePages}. */
@Path("/users")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class UserPages {
    private final Accounts accounts;
    private final AccountLifecycle lifecycle;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final Visit visit;

    UserPages(Accounts accounts, AccountLifecycle lifecycle, Sessions sessions, AccessTokens tokens, Visit visit) {
        this.accounts = accounts;
        this.lifecycle = lifecycle;
        this.sessions = sessions;
        this.tokens = tokens;
        this.visit = visit;
    }

    /** Where the user is signed in. */
    public record Signed(String browser, String address, Instant seen) {}

    /** One user. */
    public record View(
            Accounts.User user,
            List<Signed> sessions,
            List<AccessTokens.Entry> tokens,
            boolean administrator,
            Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(Paging<Accounts.User> list, String filter, boolean administrator);

        static native TemplateInstance form(String name, boolean administrator, Problem problem);

        static native TemplateInstance user(UserPages.View view);
    }

    /** The list. */
    @GET
    @RequiresAuditor
    public RestResponse<String> list(@RestQuery @Nullable String q, @RestQuery @Nullable String after) {
        String word = Paging.orEmpty(q).toLowerCase(Locale.ROOT);
        Paging<Accounts.User> list = Paging.of(
                "/users",
                Paging.Query.NONE.with("q", word),
                Paging.orEmpty(after),
                (last, limit) -> accounts.list(word, last, limit),
                Accounts.User::name);
        return Page.of(200, Templates.list(list, word, visit.administrator()));
    }

    /** The form. */
    @GET
    @Path("/-/new")
    @RequiresAdministrator
    public RestResponse<String> form() {
        return Page.of(200, Templates.form("", false, Problem.NONE));
    }

    /** Makes one. */
    @POST
    @Path("/-/new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> create(
            @RestForm @Nullable String name,
            @RestForm @Nullable String password,
            @RestForm @Nullable String administrator) {
        String typed = Paging.orEmpty(name);
        boolean manages = "yes".equals(administrator);
        try {
            accounts.createUser(visit.name(), typed, password == null ? "" : password, manages);
            return Page.goTo("/users/" + typed, Done.CREATED, typed);
        } catch (RegistryException refused) {
            return Page.of(refused.code().status(), Templates.form(typed, manages, Problem.of(refused)));
        }
    }

    /** One user. */
    @GET
    @Path("/{user}")
    @RequiresAuditor
    public RestResponse<String> user(@PathParam("user") String name) {
        return page(200, name, Problem.NONE);
    }

    RestResponse<String> page(int status, String name, Problem problem) {
        Accounts.User user = accounts.find(name);
        return Page.of(
                status,
                Templates.user(new View(
                        user,
                        sessions.ofUser(name).stream().map(UserPages::signed).toList(),
                        tokens.list(name, 0, AccessTokens.MAX_PER_ACCOUNT),
                        visit.administrator(),
                        problem)));
    }

    private static Signed signed(BrowserSession session) {
        String browser = BrowserName.of(session.client())
                .map(known -> known.browser() + ", " + known.system())
                .orElseGet(() -> BrowserName.shortened(session.client()));
        return new Signed(browser, session.address(), session.seenAt());
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path("/{user}/delete")
    @RequiresAdministrator
    public RestResponse<String> ask(@PathParam("user") String name) {
        return ask(200, accounts.find(name).name(), Problem.NONE);
    }

    private RestResponse<String> ask(int status, String name, Problem problem) {
        PeopleWords words = visit.words(PeopleWords.class);
        return new Confirmation(
                        words.deleteUser(name),
                        words.deleteUserLead(),
                        OrganizationSettingsPages.told(lifecycle.belongings(name), words),
                        "/users/" + name + "/delete",
                        name,
                        "/users/" + name)
                .page(status, problem);
    }

    /** Deletes one, when the name was typed. */
    @POST
    @Path("/{user}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> delete(@PathParam("user") String name, @RestForm @Nullable String typed) {
        String known = accounts.find(name).name();
        if (!known.equals(Paging.orEmpty(typed))) {
            return ask(400, known, Problem.of(visit.words(Words.class).typedWrong()));
        }
        try {
            accounts.delete(visit.name(), known);
            return Page.goTo("/users", Done.DELETED, known);
        } catch (RegistryException refused) {
            return ask(refused.code().status(), known, Problem.of(refused));
        }
    }
}
