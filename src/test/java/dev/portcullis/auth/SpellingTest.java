package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every spelling of an address meets the same rule. Sent through a bare socket: a client library would tidy them. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SpellingTest {
    private static final List<String> VARIANTS = List.of(
            "/v2/%s/tags/list",
            "/v2/%s/tags/list/",
            "//v2/%s/tags/list",
            "/v2//%s/tags/list",
            "/v2/%s//tags/list",
            "/v2/%s/tags/list;x",
            "/v2;x/%s/tags/list",
            "/v2/%s;x/tags/list",
            "/v2/%s%%3Bx/tags/list",
            "/v2/%s/tags%%2Flist",
            "/v2/%s%%2Ftags%%2Flist",
            "/%%76%%32/%s/tags/list",
            "/V2/%s/tags/list",
            "/v2/./%s/tags/list",
            "/v2/x/../%s/tags/list",
            "/v2/x/%%2e%%2e/%s/tags/list",
            "/x/..%%2Fv2/%s/tags/list",
            "/v2%%2F%s/tags/list",
            "/v2/%s\\tags\\list",
            "/v2/%s%%5Ctags%%5Clist",
            "/v2/%s/tags/list?",
            "/v2/%s/tags/list#x",
            "/v2/_catalog/",
            "//v2/_catalog",
            "/v2/%%5fcatalog",
            "/v2/_catalog;x",
            "/v2/_catalog%%00",
            "/V2/_catalog");

    @TestHTTPResource("/")
    URI server = URI.create("http://localhost");

    @Inject
    Organizations organizations;

    @Inject
    Grants grants;

    @Inject
    Rights rights;

    @Test
    void noSpellingOpensAPrivateRepositoryOrTheCatalog() throws IOException {
        String org = rights.fresh("spelling");
        organizations.create(Accounts.SYSTEM, org, null);
        RepositoryName hidden = rights.repository(org, "hidden");
        Caller.SignedIn stranger = rights.user("speller");
        for (String variant : VARIANTS) {
            String path = variant.formatted(hidden);
            assertThat(send("GET", path, "")).as(path).doesNotStartWith("2").doesNotStartWith("5");
            if (!variant.contains("catalog")) {
                assertThat(send("GET", path, basic(stranger)))
                        .as(path)
                        .doesNotStartWith("2")
                        .doesNotStartWith("5");
            }
        }
    }

    @Test
    void encodedNameIsTheSameRepository() throws IOException {
        String org = rights.fresh("encoded");
        organizations.create(Accounts.SYSTEM, org, null);
        RepositoryName open = rights.repository(org, "open");
        grants.setPublic(Accounts.SYSTEM, open, true);
        assertThat(send("GET", "/v2/" + open + "/tags/list", "")).startsWith("200");
        for (String spelling :
                List.of(open.toString().replace("/", "%2F"), open.toString().replace("o", "%6f"))) {
            assertThat(send("GET", "/v2/" + spelling + "/tags/list", ""))
                    .as(spelling)
                    .matches("(?s)(200|400|404|401).*");
        }
    }

    @Test
    void methodCannotBeSmuggled() throws IOException {
        String org = rights.fresh("method");
        organizations.create(Accounts.SYSTEM, org, null);
        RepositoryName open = rights.repository(org, "open");
        grants.setPublic(Accounts.SYSTEM, open, true);
        String digest = "sha256:" + "0".repeat(64);
        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            String answer = send("GET", "/v2/" + open + "/blobs/" + digest, header + ": DELETE\r\n");
            assertThat(answer).as(header).startsWith("404").contains("BLOB_UNKNOWN");
        }
        assertThat(send("DELETE", "/v2/" + open + "/blobs/" + digest, "")).startsWith("401");
        assertThat(send("delete", "/v2/" + open + "/blobs/" + digest, ""))
                .doesNotStartWith("2")
                .doesNotStartWith("5");
    }

    private static String basic(Caller.SignedIn user) {
        String pair = user.name() + ":" + Rights.PASSWORD;
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    /** The answer from its status on. */
    private String send(String method, String path, String headers) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            String request =
                    method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 ") ? answer.substring("HTTP/1.1 ".length()) : answer;
        }
    }
}
