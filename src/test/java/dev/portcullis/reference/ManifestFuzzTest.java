package dev.portcullis.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.error.RegistryException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No bytes whatever make the parser do anything but accept or refuse. */
class ManifestFuzzTest {
    private static final List<String> TYPES = List.of(
            MediaType.OCI_MANIFEST,
            MediaType.OCI_INDEX,
            MediaType.DOCKER_MANIFEST,
            MediaType.DOCKER_LIST,
            "application/vnd.oci.artifact.manifest.v1+json",
            "application/vnd.acme+json");

    record Mutation(int kind, int at, int length, byte value) {}

    @Property(tries = 5_000)
    void aMutatedManifestIsAcceptedOrRefused(
            @ForAll("samples") Samples.Sample sample, @ForAll("mutations") List<Mutation> mutations) {
        byte[] body = sample.body().getBytes(UTF_8);
        for (Mutation mutation : mutations) {
            body = mutate(body, mutation);
        }
        acceptedOrRefused(body, sample.contentType());
    }

    @Property(tries = 3_000)
    void anyJsonIsAcceptedOrRefused(@ForAll("json") String body, @ForAll("types") String type) {
        Optional<ManifestDocument> read = acceptedOrRefused(body.getBytes(UTF_8), type);
        // What is accepted has one kind only, the one that its media type says.
        read.ifPresent(manifest -> assertThat(manifest.kind() instanceof ManifestDocument.Kind.Index)
                .isEqualTo(type.equals(MediaType.OCI_INDEX) || type.equals(MediaType.DOCKER_LIST)));
    }

    @Property(tries = 2_000)
    void anyBytesAndAnyContentTypeAreAcceptedOrRefused(@ForAll byte[] body, @ForAll String type) {
        acceptedOrRefused(body, type);
    }

    private static Optional<ManifestDocument> acceptedOrRefused(byte[] body, String type) {
        byte[] before = body.clone();
        try {
            return Optional.of(ManifestDocument.parse(body, type));
        } catch (RegistryException e) {
            assertThat(e.code().status()).isBetween(400, 499);
            return Optional.empty();
        } finally {
            assertThat(body).isEqualTo(before);
        }
    }

    private static byte[] mutate(byte[] body, Mutation mutation) {
        if (body.length == 0) {
            return new byte[] {mutation.value()};
        }
        int at = mutation.at() % body.length;
        int end = Math.min(body.length, at + mutation.length());
        return switch (mutation.kind()) {
            case 0 -> { // overwrite
                byte[] changed = body.clone();
                changed[at] = mutation.value();
                yield changed;
            }
            case 1 -> concat(Arrays.copyOf(body, at), Arrays.copyOfRange(body, end, body.length)); // cut out
            case 2 -> concat(Arrays.copyOf(body, end), Arrays.copyOfRange(body, at, body.length)); // repeat
            default -> Arrays.copyOf(body, at); // cut off
        };
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Provide
    Arbitrary<Samples.Sample> samples() {
        return Arbitraries.of(Samples.accepted());
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(TYPES);
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        Arbitrary<Byte> bytes = Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of(List.of((byte) '{', (byte) '}', (byte) '[', (byte) '"', (byte) '\\')));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 1 << 20),
                        Arbitraries.integers().between(1, 120),
                        bytes)
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** Objects whose names and values are those that the parser looks for, in all the wrong places. */
    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> names = Arbitraries.of(
                "schemaVersion",
                "mediaType",
                "config",
                "layers",
                "manifests",
                "subject",
                "annotations",
                "artifactType",
                "digest",
                "size",
                "data",
                "blobs",
                "Config",
                "x");
        Arbitrary<String> leaves = Arbitraries.of(
                "2",
                "-1",
                "1e9",
                "null",
                "true",
                "\"\"",
                "\"" + Samples.D1 + "\"",
                "\"" + MediaType.OCI_MANIFEST + "\"",
                "\"" + MediaType.OCI_INDEX + "\"",
                "\"e30=\"",
                "[]",
                "{}",
                "\"\\ud800\"",
                Samples.descriptor("a/b", Samples.D1, 1),
                "[" + Samples.descriptor("a/b", Samples.D2, 1) + "]");
        return Arbitraries.recursive(() -> leaves, inner -> object(names, inner), 1, 3);
    }

    private static Arbitrary<String> object(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\":" + value)
                .list()
                .ofMaxSize(6)
                .map(fields -> "{" + String.join(",", fields) + "}");
    }
}
