package dev.portcullis.console;

import dev.portcullis.access.Account;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.SessionCookies;
import dev.portcullis.reference.ReturnPath;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import io.quarkus.arc.Arc;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jspecify.annotations.Nullable;

/** Who looks at the page of the request in hand, and how they like it: for the layout, and for all pages. */
@Named("visit")
@Singleton
public class Visit {
    private static final String THEME = "theme";
    private static final String LANGUAGE = "language";
    private static final String DONE = "done";

    private final CurrentAccess current;
    private final LiveAccounts accounts;
    private final SessionCookies cookies;
    private final PublicAddress address;
    private final Settings settings;
    private final GeneralSettings.Section general;

    Visit(
            CurrentAccess current,
            LiveAccounts accounts,
            SessionCookies cookies,
            PublicAddress address,
            Settings settings,
            GeneralSettings.Section general) {
        this.address = address;
        this.settings = settings;
        this.general = general;
        this.current = current;
        this.accounts = accounts;
        this.cookies = cookies;
    }

    /** A place in the navigation. */
    public record Section(String href, String label, boolean here) {}

    /** Something to choose. */
    public record Choice(String value, String label, boolean chosen) {}

    /** For what is no bean. */
    static Visit current() {
        return Arc.container().instance(Visit.class).get();
    }

    static HttpServerRequest request() {
        return CurrentRequestManager.get().serverRequest().unwrap(HttpServerRequest.class);
    }

    /** Whether somebody is signed in; always on pages that ask for it. */
    public boolean signedIn() {
        return current.hasSession();
    }

    /** The visitor's account; empty where nobody is signed in. */
    public String name() {
        return signedIn() ? current.session().account() : "";
    }

    @Nullable
    Account account() {
        return signedIn() ? accounts.find(current.session().accountId()) : null;
    }

    /** Whether the visitor manages the registry. */
    public boolean administrator() {
        Account account = account();
        return account != null && account.administrator();
    }

    /** Whether the visitor sees everything: an administrator or an auditor. */
    public boolean seesEverything() {
        Account account = account();
        return account != null && account.seesEverything();
    }

    /** Where the visitor may go; the page that is shown belongs to one of them at most. */
    public List<Section> sections() {
        Words words = words(Words.class);
        List<Section> sections = new ArrayList<>();
        sections.add(section("/", words.navHome()));
        sections.add(section("/repositories", words.navRepositories()));
        sections.add(section("/organizations", words.navOrganizations()));
        if (seesEverything()) {
            sections.add(section("/users", words.navUsers()));
            sections.add(section("/system", words.navSystem()));
        }
        return sections;
    }

    private static Section section(String href, String label) {
        String path = path();
        return new Section(href, label, path.equals(href) || (!href.equals("/") && path.startsWith(href + "/")));
    }

    /** The path of the request, without its query. */
    static String path() {
        String path = request().path();
        return path == null ? "/" : path;
    }

    /** Path and query of the request, to come back to; the start for what cannot be asked for again. */
    public String address() {
        HttpServerRequest request = request();
        return request.method().equals(HttpMethod.GET)
                ? ReturnPath.orHome(request.uri()).text()
                : ReturnPath.HOME.text();
    }

    /** What stands in the search box. */
    public String searched() {
        String query = path().equals("/search") ? request().getParam("q") : null;
        return query == null ? "" : query;
    }

    /** As the stylesheet knows it. */
    public String theme() {
        return Theme.of(cookies.given(request(), THEME)).wireName();
    }

    Language language() {
        HttpServerRequest request = request();
        return Language.of(cookies.given(request, LANGUAGE), request.getHeader("Accept-Language"));
    }

    /** For the attribute {@code lang} of the page. */
    public String htmlLanguage() {
        return language().htmlTag();
    }

    /** The messages in the visitor's language. */
    <T> T words(Class<T> bundle) {
        return MessageBundles.get(bundle, Localized.Literal.of(language().tag()));
    }

    /** The themes to choose from. */
    public List<Choice> themes() {
        Words words = words(Words.class);
        Theme chosen = Theme.of(theme());
        return Arrays.stream(Theme.values())
                .map(theme -> new Choice(
                        theme.wireName(),
                        switch (theme) {
                            case AUTO -> words.themeAuto();
                            case LIGHT -> words.themeLight();
                            case DARK -> words.themeDark();
                        },
                        theme == chosen))
                .toList();
    }

    /** The languages to choose from. */
    public List<Choice> languages() {
        Language chosen = language();
        return Arrays.stream(Language.values())
                .map(one -> new Choice(one.tag(), one.ownName(), one == chosen))
                .toList();
    }

    /** The page as a command and as a call of the API; empty where it is neither. */
    public List<String> same() {
        return signedIn() ? SameCommands.of(path(), address.of(request()), name()) : List.of();
    }

    /** What administrators tell everyone, and that nothing can be pushed just now; empty where there is nothing. */
    public String announcement() {
        GeneralSettings now = settings.value(general);
        String readOnly = now.readOnly() ? words(SettingsWords.class).readOnlyNow() : "";
        return (readOnly + " " + now.message()).strip();
    }

    /** What was just done; empty where nothing was. */
    public String done() {
        String given = cookies.given(request(), DONE);
        if (given == null || given.isEmpty()) {
            return "";
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(given), StandardCharsets.UTF_8).split("\n", 2);
            Done done = Done.of(parts[0]);
            return done == null ? "" : done.told(words(Words.class), parts.length > 1 ? parts[1] : "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    NewCookie remember(Done done, String what) {
        byte[] text = (done.wireName() + "\n" + what).getBytes(StandardCharsets.UTF_8);
        return cookies.give(
                request(), DONE, Base64.getUrlEncoder().withoutPadding().encodeToString(text), Duration.ofMinutes(1));
    }

    @Nullable
    NewCookie forgetDone() {
        return cookies.given(request(), DONE) == null ? null : cookies.takeBack(request(), DONE);
    }

    NewCookie choose(Theme theme) {
        return cookies.give(request(), THEME, theme.wireName(), Duration.ofDays(400));
    }

    NewCookie choose(Language language) {
        return cookies.give(request(), LANGUAGE, language.tag(), Duration.ofDays(400));
    }
}
