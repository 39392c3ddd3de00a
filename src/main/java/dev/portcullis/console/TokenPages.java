package dev.portcullis.console;

import dev.portcullis.access.AccessTokens;
import dev.portcullis.access.Action;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresSession;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The visitor's own access tokens. */
@Path("/account/tokens")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TokenPages {
    private static final List<Integer> DAYS = List.of(30, 90, 365);
    private static final String ALL = "all";

    private final AccessTokens tokens;
    private final PublicAddress address;
    private final Visit visit;

    TokenPages(AccessTokens tokens, PublicAddress address, Visit visit) {
        this.tokens = tokens;
        this.address = address;
        this.visit = visit;
    }

    /** What was typed into the form. */
    public record Wish(String label, String repositories, String days) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(
                List<AccessTokens.Entry> tokens, TokenPages.Wish wish, List<Visit.Choice> expiries, Problem problem);

        static native TemplateInstance secret(String label, String secret, String login);
    }

    /** The tokens; all of them, since a person has {@value AccessTokens#MAX_PER_ACCOUNT} at most. */
    @GET
    @RequiresSession
    public RestResponse<String> list() {
        return page(200, new Wish("", "*", "90"), Problem.NONE);
    }

    /** Whoever reloads the answer to a form gets back to the page. */
    @GET
    @Path("/{form: .+}")
    @RequiresSession
    public RestResponse<String> back() {
        return Page.goTo("/account/tokens");
    }

    private RestResponse<String> page(int status, Wish wish, Problem problem) {
        AccountWords words = visit.words(AccountWords.class);
        List<Visit.Choice> expiries = new ArrayList<>();
        for (int days : DAYS) {
            String value = String.valueOf(days);
            expiries.add(new Visit.Choice(value, words.expiryDays(value), value.equals(wish.days())));
        }
        expiries.add(new Visit.Choice("", words.expiryNever(), wish.days().isEmpty()));
        return Page.of(
                status,
                Templates.list(tokens.list(visit.name(), 0, AccessTokens.MAX_PER_ACCOUNT), wish, expiries, problem));
    }

    /** Makes one, and shows its secret this once. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> create(
            @RestForm @Nullable String label,
            @RestForm @Nullable String repositories,
            @RestForm @Nullable List<String> action,
            @RestForm @Nullable String days) {
        Wish wish = new Wish(Paging.orEmpty(label), Paging.orEmpty(repositories), Paging.orEmpty(days));
        try {
            AccessTokens.Created created = tokens.create(
                    visit.name(),
                    visit.name(),
                    new AccessTokens.Wish(
                            wish.label(),
                            wish.repositories()
                                    .lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList(),
                            actions(action == null ? List.of() : action),
                            List.of(),
                            wish.days().matches("[0-9]{1,4}")
                                    ? Instant.now().plus(Duration.ofDays(Long.parseLong(wish.days())))
                                    : null));
            String login = new Commands(address.of(Visit.request())).login(visit.name());
            return Page.of(200, Templates.secret(wish.label(), created.secret(), login));
        } catch (RegistryException refused) {
            return page(refused.code().status(), wish, Problem.of(refused));
        }
    }

    private static List<String> actions(List<String> chosen) {
        return chosen.contains(ALL)
                ? Arrays.stream(Action.values()).map(Action::wireName).toList()
                : chosen;
    }

    /** Switches one on or off. */
    @POST
    @Path("/{id: [0-9]{1,18}}/active")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> active(@PathParam("id") long id, @RestForm @Nullable String active) {
        tokens.setActive(visit.name(), visit.name(), id, "yes".equals(active));
        return Page.goTo("/account/tokens", Done.SAVED, "");
    }

    /** Takes one back. */
    @POST
    @Path("/{id: [0-9]{1,18}}/revoke")
    @RequiresSession
    public RestResponse<String> revoke(@PathParam("id") long id) {
        tokens.delete(visit.name(), visit.name(), id);
        return Page.goTo(
                "/account/tokens", Done.DELETED, visit.words(AccountWords.class).tokenSecret());
    }
}
