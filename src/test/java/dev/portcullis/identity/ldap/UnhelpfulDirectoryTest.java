package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Passwords;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.Relay;
import dev.portcullis.testing.Slapd;
import dev.portcullis.testing.TestCertificate;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * REL-35: a directory that stands before the local accounts and is slow, not to be found or not to be trusted. Its people
 * hear so within 3 s; nobody else waits for it; and it is asked again when it is well.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class UnhelpfulDirectoryTest {
    private static final Duration SOON = Duration.ofSeconds(3);
    /** What a sick directory may cost anybody else, as a median. */
    private static final Duration UNAFFECTED = Duration.ofMillis(100);
    /** What it may cost the one who is there when it is tried again: far less than the directory is waited for. */
    private static final Duration AT_WORST = Duration.ofSeconds(1);
    /** Long enough that the directory is tried again meanwhile: that is after 2 s for the first time. */
    private static final Duration WATCHED = Duration.ofSeconds(5);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Inject
    IdentitySources sources;

    @Inject
    Robots robots;

    @Inject
    Rights rights;

    @Inject
    Passwords passwords;

    private Slapd slapd;
    private Relay relay;
    private String well = "";
    private String sick = "";
    private String again = "";
    private String robot = "";
    private String secret = "";

    @BeforeEach
    void directory() {
        well = rights.fresh("well");
        sick = rights.fresh("sick");
        again = rights.fresh("again");
        slapd = Slapd.start(Ldif.person(well) + Ldif.person(sick) + Ldif.person(again), false);
        relay = new Relay(slapd.port());
        robot = "system+" + rights.fresh("bot");
        secret = robots.create(Accounts.SYSTEM, robot, "", List.of(new Robots.Permission("*", List.of("pull"))), null)
                .secret();
    }

    @AfterEach
    void forget() {
        sources.delete(Accounts.SYSTEM, "unhelpful");
        relay.close();
        slapd.close();
    }

    @Test
    void oneThatAnswersAfterTenSeconds() {
        create(settings("ldap", "localhost:" + relay.port(), ""));
        assertThat(signIn(well, Slapd.PASSWORD)).isEqualTo(200);

        relay.hold(Duration.ofSeconds(10));
        nobodyElseWaits();
        relay.hold(Duration.ZERO);
        comesBack();
    }

    @Test
    void oneWhoseNameIsUnknown() {
        create(settings("ldap", "no-such-host.invalid", ""));
        nobodyElseWaits();
        sources.update(Accounts.SYSTEM, "unhelpful", settings("ldap", "localhost:" + relay.port(), ""), Slapd.PASSWORD);
        comesBack();
    }

    @Test
    void oneWhoseCertificateHasExpired() {
        TestCertificate good = TestCertificate.issued("localhost");
        TestCertificate expired = TestCertificate.expired("localhost");
        relay.speakTls(good.server());
        create(settings("ldaps", "localhost:" + relay.port(), good.trusted() + expired.trusted()));
        assertThat(signIn(well, Slapd.PASSWORD)).isEqualTo(200);

        relay.speakTls(expired.server());
        nobodyElseWaits();
        relay.speakTls(good.server());
        comesBack();
    }

    private ObjectNode settings(String scheme, String server, String trusted) {
        ObjectNode settings = Sources.plain(slapd, "{'servers': ['" + scheme + "://" + server + "']}");
        if (!trusted.isEmpty()) {
            settings.put("encryption", "ldaps").put("caCertificates", trusted);
        }
        return settings;
    }

    /** Before the local accounts: so each local sign-in has to do with it. */
    private void create(ObjectNode settings) {
        sources.create(Accounts.SYSTEM, "unhelpful", "ldap", settings, Slapd.PASSWORD);
        List<String> order = new ArrayList<>(List.of("unhelpful"));
        sources.inOrder().stream()
                .map(IdentitySource::name)
                .filter(name -> !name.equals("unhelpful"))
                .forEach(order::add);
        sources.setOrder(Accounts.SYSTEM, order);
    }

    /**
     * From the first failure on: the median of sign-ins of a robot, and of those of local accounts that are not
     * remembered, less the hash of the password, which is measured beside each.
     */
    private void nobodyElseWaits() {
        assertThat(takes(sick, Slapd.PASSWORD, 503)).isLessThan(SOON);
        List<Duration> ofRobots = new ArrayList<>();
        List<Duration> ofPeople = new ArrayList<>();
        long end = System.nanoTime() + WATCHED.toNanos();
        for (int i = 0; i < 9 || System.nanoTime() < end; i++) {
            String local = rights.user("local").name();
            long start = System.nanoTime();
            assertThat(passwords.matches(Rights.PASSWORD, null)).isFalse();
            Duration hashing = Duration.ofNanos(System.nanoTime() - start);
            ofPeople.add(takes(local, Rights.PASSWORD, 200).minus(hashing));
            ofRobots.add(takes(robot, secret, 200));
        }
        assertThat(median(ofPeople)).as("%s", ofPeople).isLessThan(UNAFFECTED);
        assertThat(median(ofRobots)).as("%s", ofRobots).isLessThan(UNAFFECTED);
        assertThat(ofPeople).allMatch(one -> one.compareTo(AT_WORST) < 0);
        assertThat(takes(sick, Slapd.PASSWORD, 503)).isLessThan(SOON);
    }

    /** It was not tried for a few seconds at most, since it has not been sick for long. */
    private void comesBack() {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        int status = signIn(again, Slapd.PASSWORD);
        while (status == 503 && System.nanoTime() < end) {
            pause();
            status = signIn(again, Slapd.PASSWORD);
        }
        assertThat(status).isEqualTo(200);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration median(List<Duration> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    private static Duration takes(String name, String password, int status) {
        long start = System.nanoTime();
        assertThat(signIn(name, password)).as(name).isEqualTo(status);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static int signIn(String name, String password) {
        String basic = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/auth/token"))
                .header("Authorization", "Basic " + basic)
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
