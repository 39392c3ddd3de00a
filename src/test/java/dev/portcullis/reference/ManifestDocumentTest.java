package dev.portcullis.reference;

import static dev.portcullis.reference.Samples.D1;
import static dev.portcullis.reference.Samples.D2;
import static dev.portcullis.reference.Samples.D3;
import static dev.portcullis.reference.Samples.IMAGE;
import static dev.portcullis.reference.Samples.INDEX;
import static dev.portcullis.reference.Samples.OCI_CONFIG;
import static dev.portcullis.reference.Samples.OCI_LAYER;
import static dev.portcullis.reference.Samples.descriptor;
import static dev.portcullis.reference.Samples.image;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken as a manifest and what it then means; what is refused is in {@link ManifestRefusalTest}. */
class ManifestDocumentTest {

    static List<Samples.Sample> accepted() {
        return Samples.accepted();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsWhatRealClientsPush(Samples.Sample sample) {
        ManifestDocument manifest = ManifestDocument.parse(sample.body().getBytes(UTF_8), sample.contentType());
        assertThat(manifest.mediaType()).isEqualTo(sample.contentType());
    }

    @Test
    void knowsWhatAnImageNeeds() {
        ManifestDocument manifest = parse(IMAGE, MediaType.OCI_MANIFEST);
        assertThat(manifest.requiredBlobs())
                .extracting(d -> d.digest().toString())
                .containsExactly(D1, D2, D3);
        assertThat(manifest.requiredBlobs()).extracting(Descriptor::size).containsExactly(7023L, 32654L, 16724L);
        assertThat(manifest.skippableBlobs()).isEmpty();
        assertThat(manifest.children()).isEmpty();
        assertThat(manifest.annotations())
                .isEqualTo(Map.of("org.opencontainers.image.title", "web", "com.example.key2", "Grüße"));
    }

    @Test
    void letsForeignLayersBeAbsent() {
        ManifestDocument manifest = parse(Samples.DOCKER_IMAGE, MediaType.DOCKER_MANIFEST);
        assertThat(manifest.requiredBlobs())
                .extracting(d -> d.digest().toString())
                .containsExactly(D1, D3);
        assertThat(manifest.skippableBlobs())
                .extracting(d -> d.digest().toString())
                .containsExactly(D2);
    }

    @Test
    void countsARepeatedLayerOnce() {
        String layer = descriptor(OCI_LAYER, D2, 32);
        ManifestDocument manifest = parse(image(OCI_CONFIG, layer + "," + layer), MediaType.OCI_MANIFEST);
        assertThat(manifest.requiredBlobs())
                .extracting(d -> d.digest().toString())
                .containsExactly(D1, D2);
    }

    @Test
    void knowsTheChildrenOfAnIndex() {
        ManifestDocument manifest = parse(INDEX, MediaType.OCI_INDEX);
        assertThat(manifest.children()).extracting(d -> d.digest().toString()).containsExactly(D1, D2);
        assertThat(manifest.requiredBlobs()).isEmpty();
    }

    @Test
    void takesTheArtifactTypeOfTheManifestOrElseOfItsConfig() {
        assertThat(parse(Samples.orasArtifact(), MediaType.OCI_MANIFEST).artifactType())
                .isEqualTo("application/vnd.acme.rocket.config");
        assertThat(parse(IMAGE, MediaType.OCI_MANIFEST).artifactType()).isEqualTo(OCI_CONFIG);
        String empty = IMAGE.replaceFirst("\\{", "{\"artifactType\":\"\",");
        assertThat(parse(empty, MediaType.OCI_MANIFEST).artifactType()).isEqualTo(OCI_CONFIG);
        assertThat(parse(INDEX, MediaType.OCI_INDEX).artifactType()).isNull();
        String typed = INDEX.replaceFirst("\\{", "{\"artifactType\":\"application/vnd.acme.set\",");
        assertThat(parse(typed, MediaType.OCI_INDEX).artifactType()).isEqualTo("application/vnd.acme.set");
    }

    @Test
    void knowsTheSubject() {
        assertThat(parse(IMAGE, MediaType.OCI_MANIFEST).subject()).isNull();
        for (String type : List.of(MediaType.OCI_MANIFEST, MediaType.OCI_INDEX)) {
            String body = Samples.withSubject(type.equals(MediaType.OCI_INDEX) ? INDEX : IMAGE);
            assertThat(parse(body, type).subject())
                    .isEqualTo(new Descriptor(MediaType.OCI_MANIFEST, Digest.parse(D3), 99, null));
        }
    }

    @Test
    void keepsTheBlobsAndTheSubjectOfAWithdrawnArtifactManifest() {
        ManifestDocument manifest = parse(Samples.withdrawnArtifact(), "application/vnd.oci.artifact.manifest.v1+json");
        assertThat(manifest.requiredBlobs())
                .extracting(d -> d.digest().toString())
                .containsExactly(D2);
        assertThat(manifest.artifactType()).isEqualTo("signature/example");
        assertThat(manifest.subject()).isNotNull();
    }

    @Test
    void ignoresParametersAndCaseOfAKnownContentType() {
        assertThat(parse(IMAGE, "Application/vnd.OCI.image.manifest.v1+json; charset=utf-8")
                        .mediaType())
                .isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(parse("x", "application/vnd.Acme; v=1").mediaType()).isEqualTo("application/vnd.Acme");
    }

    @Test
    void takesTheBodysMediaTypeWhenTheRequestNamesNone() {
        assertThat(parse(IMAGE, null).mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(parse(INDEX, " ").kind()).isInstanceOf(ManifestDocument.Kind.Index.class);
    }

    @Test
    void reachesEveryBoundAndNoFurther() {
        parse(image(OCI_CONFIG, Samples.descriptors(ManifestDocument.MAX_LAYERS)), MediaType.OCI_MANIFEST);
        String index =
                "{\"schemaVersion\":2,\"manifests\":[" + Samples.descriptors(ManifestDocument.MAX_CHILDREN) + "]}";
        parse(index, MediaType.OCI_INDEX);
        parse(with("x", nested(ManifestDocument.MAX_DEPTH - 1)), MediaType.OCI_MANIFEST);
        parse(with("x", "\"" + "a".repeat(ManifestDocument.MAX_STRING) + "\""), MediaType.OCI_MANIFEST);
        parse(IMAGE.replace("32654", "9223372036854775807"), MediaType.OCI_MANIFEST);
        byte[] whole = (IMAGE + " ".repeat(ManifestDocument.MAX_BYTES - IMAGE.getBytes(UTF_8).length)).getBytes(UTF_8);
        ManifestDocument.parse(whole, MediaType.OCI_MANIFEST);

        assertThatThrownBy(
                        () -> ManifestDocument.parse(new byte[ManifestDocument.MAX_BYTES + 1], MediaType.OCI_MANIFEST))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTENT_TOO_LARGE));
    }

    static ManifestDocument parse(String body, @org.jspecify.annotations.Nullable String contentType) {
        return ManifestDocument.parse(body.getBytes(StandardCharsets.UTF_8), contentType);
    }

    /** The image with one more field at the front. */
    static String with(String name, String value) {
        return "{\"" + name + "\":" + value + "," + IMAGE.substring(1);
    }

    /** That many arrays in each other. */
    static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
