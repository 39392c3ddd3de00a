package dev.portcullis.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.reference.Digest;
import dev.portcullis.reference.MediaType;
import dev.portcullis.reference.Reference;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** end-12, and the "referrers tag schema" of clients that came before it. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ReferrersTest {
    private static final String SUBJECT = TestClient.image(List.of("config"));
    /** Where the tag schema keeps the subject's referrers. */
    private static final String TAG = "sha256-" + digest(SUBJECT).hex();

    private static final String OLD_SIGNATURE = typed("application/vnd.signature", "old");
    private static final String OLD_SBOM = typed("application/vnd.sbom", "old");

    @Inject
    TestClient client;

    @Inject
    Referrers referrers;

    @Inject
    Manifests manifests;

    private long repository;
    private static int count;

    @BeforeEach
    void aSubjectWithTwoReferrersUnderTheTagSchema() {
        repository = client.repository("referrers/" + count++);
        client.commit(repository, client.send("config"));
        for (String manifest : List.of(SUBJECT, OLD_SIGNATURE, OLD_SBOM)) {
            client.put(repository, manifest);
        }
        client.putAs(MediaType.OCI_INDEX, repository, index(OLD_SIGNATURE, OLD_SBOM), TAG);
    }

    @Test
    void whatTheTagSchemaNamesIsTold() {
        assertThat(told(null)).containsExactlyInAnyOrder(digest(OLD_SIGNATURE), digest(OLD_SBOM));
        assertThat(told("application/vnd.sbom")).containsExactly(digest(OLD_SBOM));
    }

    @Test
    void bothWaysAreToldTogetherAndEachReferrerOnce() {
        String fresh = referring("application/vnd.signature", "new");
        client.put(repository, fresh);
        client.putAs(MediaType.OCI_INDEX, repository, index(OLD_SBOM, fresh), TAG);

        assertThat(told(null)).containsExactlyInAnyOrder(digest(OLD_SBOM), digest(fresh));
    }

    @Test
    void whatTheTagSchemaNamesButIsGoneIsNotTold() {
        manifests.delete(repository, Reference.parse(TAG), new Manifests.Deletion("nobody", "referrers"));

        assertThat(told(null)).isEmpty();
    }

    @Test
    void pagesGoThroughBoth() {
        String fresh = referring("application/vnd.signature", "new");
        client.put(repository, fresh);
        List<Digest> all = Arrays.asList(digest(OLD_SIGNATURE), digest(OLD_SBOM), digest(fresh));
        List<String> expected = all.stream().map(Digest::toString).sorted().toList();

        List<String> seen = new java.util.ArrayList<>();
        String last = "";
        for (int page = 0; page < 3; page++) {
            var found = referrers.page(repository, digest(SUBJECT), null, last, 1);
            assertThat(found.items()).hasSize(1);
            last = found.items().getFirst().digest();
            seen.add(last);
        }

        assertThat(seen).isEqualTo(expected);
        assertThat(referrers.page(repository, digest(SUBJECT), null, last, 1).items())
                .isEmpty();
    }

    private List<Digest> told(@Nullable String artifactType) {
        return referrers.page(repository, digest(SUBJECT), artifactType, "", 100).items().stream()
                .map(referrer -> Digest.parse(referrer.digest()))
                .toList();
    }

    private static Digest digest(String manifest) {
        return Digest.of(manifest.getBytes(UTF_8));
    }

    private static String typed(String artifactType, String note) {
        return SUBJECT.replaceFirst(
                "\\{", "{\"artifactType\":\"" + artifactType + "\",\"annotations\":{\"note\":\"" + note + "\"},");
    }

    private static String referring(String artifactType, String note) {
        return typed(artifactType, note).replaceFirst("\\{", "{\"subject\":" + descriptor(SUBJECT) + ",");
    }

    private static String index(String... manifests) {
        return Arrays.stream(manifests)
                .map(ReferrersTest::descriptor)
                .collect(Collectors.joining(",", "{\"schemaVersion\":2,\"manifests\":[", "]}"));
    }

    private static String descriptor(String manifest) {
        return TestClient.descriptor(MediaType.OCI_MANIFEST, manifest);
    }
}
