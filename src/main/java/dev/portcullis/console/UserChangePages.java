package dev.portcullis.console;

import dev.portcullis.access.AccessTokens;
import dev.portcullis.access.Accounts;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.SecondFactors;
import dev.portcullis.auth.Sessions;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What administrators change of a user; each form is on the user's page, and goes back there. */
@Path("/users/{user}/-")
@ForBrowsers
@RunOnVirtualThread
public class UserChangePages {
    private final Accounts accounts;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final SecondFactors secondFactors;
    private final UserPages pages;
    private final Visit visit;

    UserChangePages(
            Accounts accounts,
            Sessions sessions,
            AccessTokens tokens,
            SecondFactors secondFactors,
            UserPages pages,
            Visit visit) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.tokens = tokens;
        this.secondFactors = secondFactors;
        this.pages = pages;
        this.visit = visit;
    }

    /** Name and mail address, for people. */
    @POST
    @Path("/profile")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> profile(
            @PathParam("user") String user,
            @RestForm("full-name") @Nullable String fullName,
            @RestForm @Nullable String email) {
        return change(
                user, () -> accounts.describe(visit.name(), user, Paging.orEmpty(fullName), Paging.orEmpty(email)));
    }

    /** What the user may besides what is granted, and whether they may sign in. The last administrator stays one. */
    @POST
    @Path("/rights")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> rights(
            @PathParam("user") String user,
            @RestForm @Nullable String administrator,
            @RestForm @Nullable String auditor,
            @RestForm("auditor-pulls") @Nullable String auditorPulls,
            @RestForm @Nullable String active) {
        return change(user, () -> {
            Accounts.User now = accounts.find(user);
            if (now.auditor() != isOn(auditor) || now.auditorPulls() != isOn(auditorPulls)) {
                accounts.setAuditor(visit.name(), user, isOn(auditor), isOn(auditorPulls));
            }
            if (now.administrator() != isOn(administrator)) {
                accounts.setAdministrator(visit.name(), user, isOn(administrator));
            }
            if (now.active() != isOn(active)) {
                accounts.setActive(visit.name(), user, isOn(active));
            }
        });
    }

    /** Sets a password; the user is signed out everywhere. */
    @POST
    @Path("/password")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> password(@PathParam("user") String user, @RestForm @Nullable String password) {
        return change(user, () -> accounts.setPassword(visit.name(), user, password == null ? "" : password));
    }

    /** Signs the user out everywhere. */
    @POST
    @Path("/end-sessions")
    @RequiresAdministrator
    public RestResponse<String> endSessions(@PathParam("user") String user) {
        return change(user, () -> sessions.endAllOfUser(visit.name(), user));
    }

    /** Takes all access tokens of the user back. */
    @POST
    @Path("/revoke-tokens")
    @RequiresAdministrator
    public RestResponse<String> revokeTokens(@PathParam("user") String user) {
        return change(user, () -> tokens.revoke(visit.name(), user, null, null));
    }

    /** Turns the second factor off for who has lost it. */
    @POST
    @Path("/reset-factor")
    @RequiresAdministrator
    public RestResponse<String> resetFactor(@PathParam("user") String user) {
        return change(user, () -> secondFactors.reset(visit.name(), user));
    }

    private RestResponse<String> change(String user, Runnable change) {
        try {
            change.run();
            return Page.goTo("/users/" + user, Done.SAVED, "");
        } catch (RegistryException refused) {
            return pages.page(refused.code().status(), user, Problem.of(refused));
        }
    }

    private static boolean isOn(@Nullable String box) {
        return "yes".equals(box);
    }
}
