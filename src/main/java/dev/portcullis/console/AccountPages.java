package dev.portcullis.console;

import dev.portcullis.access.Accounts;
import dev.portcullis.auth.BrowserSession;
import dev.portcullis.auth.BrowserSignIn;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RecoveryCodes;
import dev.portcullis.auth.RequiresSession;
import dev.portcullis.auth.SecondFactors;
import dev.portcullis.auth.Sessions;
import dev.portcullis.error.RegistryException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** One's own account: where one is signed in, and the password. */
@Path("/account")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AccountPages {
    private final Sessions sessions;
    private final SecondFactors secondFactors;
    private final RecoveryCodes recoveryCodes;
    private final BrowserSignIn signIn;
    private final Accounts accounts;
    private final CurrentAccess current;
    private final Visit visit;

    AccountPages(
            Sessions sessions,
            SecondFactors secondFactors,
            RecoveryCodes recoveryCodes,
            BrowserSignIn signIn,
            Accounts accounts,
            CurrentAccess current,
            Visit visit) {
        this.sessions = sessions;
        this.secondFactors = secondFactors;
        this.recoveryCodes = recoveryCodes;
        this.signIn = signIn;
        this.accounts = accounts;
        this.current = current;
        this.visit = visit;
    }

    /** One row of the list of sessions. */
    public record Row(long id, String browser, String address, Instant opened, Instant seen, boolean own) {}

    /**
     * What the page shows.
     *
     * @param ownPassword whether the password is kept here, and can be changed here
     * @param recoveryCodes how many are left
     */
    public record View(
            String name,
            String how,
            boolean ownPassword,
            boolean secondFactor,
            int recoveryCodes,
            List<Row> sessions,
            Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance account(AccountPages.View view);
    }

    /** The page. */
    @GET
    @RequiresSession
    public RestResponse<String> account() {
        return page(200, Problem.NONE);
    }

    /** Whoever reloads the answer to a form gets back to the page. */
    @GET
    @Path("/{form: .+}")
    @RequiresSession
    public RestResponse<String> back() {
        return Page.goTo("/account");
    }

    /** Ends one of one's sessions. */
    @POST
    @Path("/sessions/{id: [0-9]{1,18}}/end")
    @RequiresSession
    public RestResponse<String> end(@PathParam("id") long id) {
        BrowserSession session = current.session();
        sessions.end(session.account(), session.accountId(), id);
        return Page.goTo("/account", Done.ENDED, "");
    }

    /** Ends all of one's other sessions. */
    @POST
    @Path("/sessions/end-others")
    @RequiresSession
    public RestResponse<String> endOthers() {
        BrowserSession session = current.session();
        sessions.endAllBut(session.account(), session.accountId(), session.id());
        return Page.goTo("/account", Done.ENDED, "");
    }

    /** Changes the password, and ends all other sessions. */
    @POST
    @Path("/password")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> changePassword(
            @RestForm @Nullable String now,
            @RestForm @Nullable String password,
            @RestForm @Nullable String repeated,
            @Context HttpServerRequest request) {
        BrowserSession session = current.session();
        String source = session.source();
        if (source != null) {
            return page(409, Problem.of(words().keptElsewhere(source)));
        }
        if (password == null || !password.equals(repeated)) {
            return page(400, Problem.of(words().differ()));
        }
        try {
            if (!signIn.confirms(session, now == null ? "" : now, request)) {
                return page(400, Problem.of(words().wrongPassword()));
            }
            accounts.setPassword(session.account(), session.account(), password, session.id());
            return Page.goTo("/account", Done.PASSWORD_CHANGED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), Problem.of(refused));
        }
    }

    private RestResponse<String> page(int status, Problem problem) {
        BrowserSession session = current.session();
        String source = session.source();
        boolean secondFactor = source == null && secondFactors.isOn(session.accountId());
        String how = source != null ? source : secondFactor ? words().howFactor() : words().howPassword();
        List<Row> rows = sessions.ofAccount(session.accountId()).stream()
                .map(one -> row(one, session))
                .toList();
        return Page.of(
                status,
                Templates.account(new View(
                        session.account(),
                        how,
                        source == null,
                        secondFactor,
                        secondFactor ? recoveryCodes.left(session.accountId()) : 0,
                        rows,
                        problem)));
    }

    private Row row(BrowserSession one, BrowserSession own) {
        return new Row(
                one.id(), browser(one.client()), one.address(), one.openedAt(), one.seenAt(), one.id() == own.id());
    }

    private String browser(String client) {
        if (client.isEmpty()) {
            return words().unknownBrowser();
        }
        return BrowserName.of(client)
                .map(known -> words().browserOn(known.browser(), known.system()))
                .orElseGet(() -> BrowserName.shortened(client));
    }

    private AccountWords words() {
        return visit.words(AccountWords.class);
    }
}
