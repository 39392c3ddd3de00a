package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Slapd;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * SEC-J: a registry whose operator writes all logs that can be switched on, and in which every kind of secret is used,
 * rightly and wrongly. None of them is in a log, in the database, in the audit log, in a figure, in the list of
 * processes, or in an answer other than the one that is there to show it.
 */
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class CanarySecretsTest {
    private static final String ALL_LOGS = String.join(
            " ",
            "-Dquarkus.log.level=ALL",
            "-Dquarkus.log.category.\"com.unboundid.ldap.sdk\".level=ALL",
            "-Dquarkus.log.category.\"org.apache.hc.client5.http.wire\".level=ALL",
            "-Dcom.unboundid.ldap.sdk.debug.enabled=true",
            "-Dcom.unboundid.ldap.sdk.debug.level=ALL",
            "-Dportcullis.egress.allow=http://localhost",
            "-Dportcullis.sign-in.failures-per-name-and-address=1000");
    private static final Pattern SETUP_LINK = Pattern.compile("/setup/([A-Za-z0-9_-]{40,})");
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static final Canaries CANARIES = new Canaries();
    private static Witness witness;
    private static RegistryServer server;
    private static CanaryVisit admin;
    private static String adminPassword = "";

    @BeforeAll
    static void start() {
        witness = new Witness();
        server = RegistryServer.startWithoutAdministrator("canaries", Map.of("PORTCULLIS_JAVA_OPTS", ALL_LOGS));
        admin = new CanaryVisit(server, witness);
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
        witness.close();
    }

    @Test
    void noSecretIsSeenButWhereItIsShownOnce() throws Exception {
        setUpLink();
        people();
        machines();
        new CanaryBrowser(server, witness, CANARIES, adminPassword).visit();
        directory();
        try (CanaryProvider provider = new CanaryProvider(CANARIES)) {
            provider(provider);
            workload(provider);
        }
        mistakes();
        looksEverywhere();
        server.close(); // what is counted is written at the end
        log();
        assertThat(witness.finds(CANARIES)).isEmpty();
    }

    /** Otherwise this test would say nothing. */
    @Test
    void theWitnessKnowsEverySpelling() {
        Canaries canaries = new Canaries();
        String secret = canaries.make("planted");
        String hex = HexFormat.of().formatHex(secret.getBytes(UTF_8));
        List<String> spellings = List.of(
                secret,
                secret.toUpperCase(Locale.ROOT),
                secret.replace("+", "\\u002b"),
                secret.replace("+", "&#43;"),
                URLEncoder.encode(secret, UTF_8),
                hex.toUpperCase(Locale.ROOT),
                hex.replaceAll("..", "$0 "),
                hex.replaceAll("..", "$0:"),
                Base64.getEncoder().encodeToString(("ana:" + secret).getBytes(UTF_8)),
                Base64.getEncoder().encodeToString(("jo:" + secret).getBytes(UTF_8)),
                Base64.getUrlEncoder().encodeToString(("{\"a\":\"" + secret + "\"}").getBytes(UTF_8)));
        for (String spelling : spellings) {
            try (Witness one = new Witness()) {
                one.sees("here", "before " + spelling + " after");
                assertThat(one.finds(canaries)).as(spelling).isNotEmpty();
            }
        }
        try (Witness one = new Witness()) {
            one.sees("here", "Canary+0123456789abcdef");
            assertThat(one.finds(canaries)).isEmpty();
        }
    }

    private static void setUpLink() {
        Matcher link = SETUP_LINK.matcher(server.log());
        assertThat(link.find()).as(server::tail).isTrue();
        CANARIES.note("set-up token", link.group(1));
        adminPassword = CANARIES.make("administrator's password");
        String path = "/setup/" + link.group(1);
        admin.shown(200, "GET", path, "", "");
        String other = CANARIES.make("administrator's password, mistyped");
        admin.form(400, path, "name", "admin", "password", adminPassword, "repeated", other);
        admin.form(200, path, "name", "admin", "password", adminPassword, "repeated", adminPassword);
        admin.form(404, path, "name", "other", "password", adminPassword, "repeated", adminPassword);
        admin.basic("admin", adminPassword).get(200, "/api/v1/account");
    }

    private static void people() {
        String first = CANARIES.make("first password");
        String second = CANARIES.make("second password");
        String third = CANARIES.make("third password");
        String wrong = CANARIES.make("wrong password");
        admin.json(201, "POST", "/api/v1/accounts", "{\"name\":\"ana\",\"password\":\"" + first + "\"}");
        admin.json(409, "POST", "/api/v1/accounts", "{\"name\":\"ana\",\"password\":\"" + wrong + "\"}");
        try (CanaryVisit ana = new CanaryVisit(server, witness)) {
            ana.basic("ana", wrong).get(401, "/v2/");
            ana.get(401, "/api/v1/account");
            ana.get(401, "/auth/token?scope=repository:ana/web:pull");
            ana.with("").form(401, "/auth/token", "grant_type", "password", "username", "ana", "password", wrong);
            bearer(ana.basic("ana", first), "/auth/token?scope=repository:ana/web:pull,push");
            ana.with("").shownForm("/auth/token", "grant_type", "password", "username", "ana", "password", first);
            String change = "{\"current\":\"%s\",\"password\":\"%s\"}";
            ana.basic("ana", first).json(403, "POST", "/api/v1/account/password", change.formatted(wrong, second));
            ana.json(204, "POST", "/api/v1/account/password", change.formatted(first, second));
            ana.get(401, "/api/v1/account");
            ana.basic("ana", second).get(200, "/api/v1/account");
        }
        admin.json(204, "POST", "/api/v1/accounts/ana/password", "{\"password\":\"" + third + "\"}");
        server.portcullis("user", "list", "--json").succeeds();
    }

    /** Uses a bearer token, with which an upload begins. */
    private static void bearer(CanaryVisit visit, String path) {
        String token = Api.text(visit.shown(200, "GET", path, "", "").body(), "token");
        CANARIES.note("signature of a bearer token", token.substring(token.lastIndexOf('.') + 1));
        visit.bearer(token).get(200, "/v2/");
        visit.seen(202, "POST", "/v2/ana/web/blobs/uploads/", "", "");
        visit.bearer(token + "x").get(401, "/v2/");
    }

    private static void machines() {
        String token = secret(
                "access token", "POST", "/api/v1/account/tokens", "{\"label\":\"ci\",\"actions\":[\"pull\",\"push\"]}");
        String wish = "{\"description\":\"\",\"permissions\":[{\"repositories\":\"*\",\"actions\":[\"pull\"]}]}";
        String before = secret("robot's first secret", "POST", "/api/v1/robots/system+ci", wish);
        String after = secret("robot's second secret", "PUT", "/api/v1/robots/system+ci/secret", "{}");
        try (CanaryVisit machine = new CanaryVisit(server, witness)) {
            for (String good : List.of(before, after)) {
                machine.basic("system+ci", good).get(200, "/v2/");
                machine.shown(200, "GET", "/auth/token", "", "");
                machine.bearer(good).get(200, "/v2/");
                machine.basic("system+other", good).get(401, "/v2/");
            }
            machine.basic("admin", token).get(200, "/v2/");
            machine.basic("ana", token).get(401, "/auth/token");
            machine.bearer(token).get(200, "/v2/");
            machine.basic("admin", token + "x").get(401, "/v2/");
        }
    }

    private static String secret(String what, String method, String path, String wish) {
        String secret =
                Api.text(admin.shown(201, method, path, CanaryVisit.JSON, wish).body(), "secret");
        CANARIES.note(what, secret);
        return secret;
    }

    private static void directory() {
        String bind = CANARIES.make("password of the directory's reader");
        String own = CANARIES.make("password of a person of the directory");
        String wrong = CANARIES.make("wrong password of a person of the directory");
        try (Slapd slapd = Slapd.start(person(own), false)) {
            slapd.modify("dn: " + Slapd.READER + "\nchangetype: modify\nreplace: userPassword\nuserPassword: " + bind
                    + "\n");
            String settings = """
                    {"servers":["%s"],"encryption":"none","bindDn":"%s","users":[{"base":"ou=people,%s"}]}""".formatted(slapd.url(), Slapd.READER, Slapd.SUFFIX);
            String source = "/api/v1/identity-sources";
            String secret = ",\"settings\":" + settings + ",\"secret\":\"";
            admin.json(201, "POST", source, "{\"name\":\"corp\",\"kind\":\"ldap\"" + secret + bind + "\"}");
            admin.json(409, "POST", source, "{\"name\":\"corp\",\"kind\":\"ldap\"" + secret + bind + "\"}");
            try (CanaryVisit lena = new CanaryVisit(server, witness)) {
                lena.basic("lena", own).get(200, "/v2/");
                lena.basic("lena", wrong).get(401, "/v2/");
                lena.with("").form(303, "/login", "name", "lena", "password", own);
                CANARIES.note("session cookie", lena.cookies().get("portcullis"));
            }
            String login = "{\"name\":\"lena\",\"password\":\"%s\"}";
            admin.json(200, "POST", source + "/corp/test-login", login.formatted(own));
            admin.json(200, "POST", source + "/corp/test-login", login.formatted(wrong));
            admin.json(200, "POST", source + "/corp/test", "");
            admin.json(200, "POST", source + "/corp/preview", "");
            admin.json(200, "PUT", source + "/corp", "{\"settings\":" + settings + ",\"secret\":\"" + wrong + "\"}");
            admin.json(200, "POST", source + "/corp/test", "");
            admin.get(200, source + "/corp");
            admin.seen(204, "DELETE", source + "/corp?confirm=corp", "", "");
        }
    }

    private static String person(String password) {
        return """
                dn: uid=lena,ou=people,%s
                objectClass: inetOrgPerson
                uid: lena
                cn: Lena
                sn: Lena
                userPassword: %s

                """.formatted(Slapd.SUFFIX, password);
    }

    private static void provider(CanaryProvider provider) {
        String secret = CANARIES.make("client secret");
        admin.json(201, "POST", "/api/v1/identity-sources", """
                {"name":"idp","kind":"oidc","settings":{"issuer":"%s","clientId":"portcullis"},"secret":"%s"}""".formatted(provider.issuer.issuer(), secret));
        for (boolean refused : new boolean[] {true, false}) {
            try (CanaryVisit olga = new CanaryVisit(server, witness)) {
                provider.signIn(olga, "idp", refused);
                String session = olga.cookies().get("portcullis");
                assertThat(session == null).isEqualTo(refused);
                if (session != null) {
                    CANARIES.note("session cookie", session);
                }
            }
        }
        admin.get(200, "/api/v1/identity-sources");
    }

    private static void workload(CanaryProvider provider) {
        admin.json(
                201,
                "POST",
                "/api/v1/workload-issuers",
                "{\"name\":\"ci\",\"issuer\":\"" + provider.issuer.issuer() + "\"}");
        admin.json(
                201,
                "POST",
                "/api/v1/robots/system+ci/trusts",
                "{\"issuer\":\"ci\",\"audience\":\"registry\",\"claims\":{\"sub\":\"repo:acme\"}}");
        String good = provider.workloadToken("registry");
        String other = provider.workloadToken("elsewhere");
        try (CanaryVisit job = new CanaryVisit(server, witness)) {
            job.shownForm("/auth/token", "grant_type", TOKEN_EXCHANGE, "username", "system+ci", "subject_token", good);
            job.form(401, "/auth/token", "grant_type", TOKEN_EXCHANGE, "username", "system+ci", "subject_token", other);
            job.basic("system+ci", good).shown(200, "GET", "/auth/token", "", "");
            job.basic("system+ci", other).get(401, "/auth/token");
            job.bearer(good).get(401, "/v2/");
        }
    }

    /** What is broken is answered and logged with less care, and may hold a secret all the same. */
    private static void mistakes() {
        String secret = CANARIES.make("secret in the wrong place");
        for (String body : List.of(
                "{\"name\":\"bob\",\"password\":\"%s\"",
                "{\"name\":\"bob\",\"password\":[\"%s\"]}",
                "{\"name\":\"bob\",\"password\":{\"is\":\"%s\"}}",
                "{\"name\":\"bob\",\"administrator\":\"%s\"}",
                "{\"name\":\"bob\",\"password\":\"x\",\"passwort\":\"%s\"}",
                "{\"name\":\"bob\",\"password\":%s}",
                "[\"%s\"]",
                "\"%s\"",
                "password=%s",
                "%s")) {
            admin.json(400, "POST", "/api/v1/accounts", body.formatted(secret));
            admin.json(400, "POST", "/api/v1/account/password", body.formatted(secret));
            admin.json(400, "POST", "/api/v1/identity-sources", body.formatted(secret));
            admin.json(400, "POST", "/api/v1/identity-sources/idp/test-login", body.formatted(secret));
        }
        admin.seen(400, "POST", "/api/v1/accounts", "text/plain", secret);
        admin.seen(400, "POST", "/auth/token", CanaryVisit.JSON, "{\"password\":\"" + secret + "\"}");
        try (CanaryVisit lost = new CanaryVisit(server, witness)) {
            for (String header : List.of("Basic ", "Bearer ", "Digest ", "")) {
                for (String path : List.of("/v2/", "/auth/token", "/api/v1/account")) {
                    lost.with(header + secret).get(401, path);
                }
            }
            lost.basic(secret, secret).get(401, "/auth/token");
            lost.basic(secret, "").get(401, "/v2/");
            lost.with("").form(400, "/auth/token", "grant_type", secret, "username", secret, "password", secret);
            lost.form(401, "/auth/token", "grant_type", "password", "username", secret, "password", secret);
            lost.form(401, "/login", "name", "nobody", "password", secret);
            lost.cookies().put("portcullis", secret);
            lost.get(303, "/account");
        }
    }

    private static void looksEverywhere() throws IOException, SQLException {
        for (String path : List.of(
                "/metrics",
                "/health/ready",
                "/api/v1/openapi",
                "/api/v1/accounts",
                "/api/v1/account/sessions",
                "/api/v1/account/tokens",
                "/api/v1/tokens",
                "/api/v1/robots",
                "/api/v1/robots/system+ci",
                "/api/v1/robots/system+ci/trusts",
                "/api/v1/identity-sources",
                "/api/v1/workload-issuers",
                "/api/v1/audit?limit=1000",
                "/api/v1/audit/export")) {
            admin.get(200, path);
        }
        witness.sees("doctor", server.portcullis("doctor").all());
        witness.sees("doctor", server.portcullis("doctor", "--json").all());
        Path bundle = server.home().resolveSibling("canaries.tar.gz");
        Files.deleteIfExists(bundle);
        server.portcullis("support-bundle", "--output", bundle).succeeds();
        SupportBundleTest.entries(bundle).forEach((name, text) -> witness.sees("the support bundle's " + name, text));
        Path backups = Folders.fresh("canary-backups");
        server.portcullis("backup", "create", "--folder", backups, "--without-blobs")
                .succeeds();
        try (Stream<Path> files = Files.walk(backups)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                witness.sees("the backup's " + file.getFileName(), unpacked(file));
            }
        }
        witness.seesEnvironment(server.process());
        CANARIES.note("master key", Files.readAllBytes(server.home().resolve("master.key")));
        String password =
                Files.readString(server.home().resolve("postgres.password")).strip();
        CANARIES.note("password of the embedded PostgreSQL", password);
        rows(password);
    }

    /** All rows of all tables, binary columns in hex. */
    private static String unpacked(Path file) throws IOException {
        boolean packed = file.toString().endsWith(".gz");
        try (InputStream bytes = Files.newInputStream(file);
                InputStream in = packed ? new GZIPInputStream(bytes) : bytes) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void rows(String password) throws IOException, SQLException {
        String port = Files.readAllLines(server.home().resolve("postgres/postmaster.pid"))
                .get(3)
                .strip();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/portcullis", "portcullis", password);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "select quote_ident(tablename) from pg_tables where schemaname = 'public'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            assertThat(tables).contains("account", "event", "upload");
            for (String table : tables) {
                try (ResultSet rows =
                        statement.executeQuery("select string_agg(t::text, E'\\n') from " + table + " t")) {
                    rows.next();
                    witness.sees("table " + table, String.valueOf(rows.getString(1)));
                }
            }
        }
    }

    private static void log() throws IOException {
        // The start prints the link, so that the log is where it belongs.
        String log = SETUP_LINK.matcher(server.log()).replaceAll("/setup/TOKEN");
        assertThat(log).as("the operator's wish").contains("DEBUG", "uid=lena,ou=people");
        witness.sees("the server's log", log);
        witness.seesFile(server.home().resolve("postgres.log"));
        witness.seesFile(server.home().resolve("logs/portcullis.log"));
    }
}
