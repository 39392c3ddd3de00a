package dev.portcullis.reference;

import static dev.portcullis.reference.ManifestDocumentTest.nested;
import static dev.portcullis.reference.ManifestDocumentTest.with;
import static dev.portcullis.reference.Samples.D1;
import static dev.portcullis.reference.Samples.D2;
import static dev.portcullis.reference.Samples.IMAGE;
import static dev.portcullis.reference.Samples.INDEX;
import static dev.portcullis.reference.Samples.OCI_CONFIG;
import static dev.portcullis.reference.Samples.descriptor;
import static dev.portcullis.reference.Samples.image;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GHSA-qq97-vm5h-rrhg and the bounds of SEC-F, one row a rule; the sentence must tell where. */
class ManifestRefusalTest {

    /** The body stands as Latin-1, one character a byte. */
    record Refused(String name, String latin1, @Nullable String contentType, String sentence) {
        static Refused bytes(String name, byte[] body, @Nullable String contentType, String sentence) {
            return new Refused(name, new String(body, ISO_8859_1), contentType, sentence);
        }

        byte[] body() {
            return latin1.getBytes(ISO_8859_1);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Refused> ambiguous() {
        return List.of(
                row("image with manifests", with("manifests", "[]"), "manifests: "),
                row("index with layers", index("layers", "[]"), MediaType.OCI_INDEX, "layers: "),
                row("index with config", index("config", config()), MediaType.OCI_INDEX, "config: "),
                row("docker list with layers", listWith("layers", "[]"), MediaType.DOCKER_LIST, "layers: "),
                row("schema 1 inside", with("fsLayers", "[]"), "fsLayers: "),
                row("index sent as image", INDEX, "mediaType: "),
                row("image sent as docker", IMAGE, MediaType.DOCKER_MANIFEST, "mediaType: "),
                row("image sent as something else", IMAGE, "application/json", "mediaType: "),
                row(
                        "second reading of opaque JSON",
                        "{\"mediaType\":\"a/b\",\"mediaType\":\"" + MediaType.OCI_INDEX + "\"}",
                        "a/b",
                        "mediaType: "),
                row(
                        "lenient reading of opaque JSON",
                        "{\"MediaType\":\"" + MediaType.OCI_INDEX + "\" nonsense",
                        "a/b",
                        "mediaType: "),
                row("name twice", with("schemaVersion", "2"), "Duplicate"),
                row("name twice, escaped", with("layer\\u0073", "[]"), "Duplicate"),
                row("name twice, deep", with("x", "[{\"a\":{\"b\":1,\"b\":1}}]"), "Duplicate"),
                row(
                        "name twice in a descriptor",
                        IMAGE.replace("\"size\": 7023", "\"size\":1,\"size\":1"),
                        "Duplicate"),
                row(
                        "name twice in annotations",
                        with("z", "1").replace("\"com.example.key2\"", "\"org.opencontainers.image.title\""),
                        "Duplicate"),
                row("name in capitals", with("Manifests", "[]"), "\"Manifests\" must be spelt \"manifests\""),
                row("name with a long s", with("manife\u017fts", "[]"), "must be spelt"),
                row(
                        "digest in capitals",
                        IMAGE.replaceFirst("\"size\": 7023", "\"size\": 7023, \"Digest\":\"x\""),
                        "config: "),
                row("trailing object", IMAGE + "{}", "Something follows"),
                row("trailing text", IMAGE + "x", "not strict JSON"),
                row("trailing NUL", IMAGE + "\u0000", "not strict JSON"),
                row("BOM", "\uFEFF" + IMAGE, "byte order mark"),
                Refused.bytes("Latin-1", IMAGE.getBytes(ISO_8859_1), MediaType.OCI_MANIFEST, "not UTF-8"),
                Refused.bytes("UTF-16", IMAGE.getBytes(UTF_16), MediaType.OCI_MANIFEST, "not UTF-8"),
                row("comment", "/* */" + IMAGE, "not strict JSON"),
                row("single quotes", IMAGE.replace('"', '\''), "not strict JSON"),
                row("array", "[" + IMAGE + "]", "The manifest: "),
                row("null", "null", "The manifest: "),
                row("nothing", "", "The manifest: "));
    }

    static List<Refused> incomplete() {
        return List.of(
                row("schema version 1", IMAGE.replace(": 2,", ": 1,"), "schemaVersion: "),
                row("schema version 2.0", IMAGE.replace(": 2,", ": 2.0,"), "schemaVersion: "),
                row("schema version \"2\"", IMAGE.replace(": 2,", ": \"2\","), "schemaVersion: "),
                row("no schema version", IMAGE.replace("\"schemaVersion\": 2,", ""), "schemaVersion: "),
                row("schema version null", IMAGE.replace(": 2,", ": null,"), "schemaVersion: "),
                row("no config", "{\"schemaVersion\":2,\"layers\":[]}", "config: "),
                row("config null", "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}", "config: "),
                row("no layers", "{\"schemaVersion\":2,\"config\":" + config() + "}", "layers: "),
                row("no manifests", "{\"schemaVersion\":2}", MediaType.OCI_INDEX, "manifests: "),
                row("layers an object", image(OCI_CONFIG, "").replace("[]", "{}"), "layers: "),
                row("layer a string", image(OCI_CONFIG, "\"x\""), "layers[0]: "),
                row("layer null", image(OCI_CONFIG, "null"), "layers[0]: "),
                row("no digest", layer("{\"mediaType\":\"a/b\",\"size\":1}"), "layers[1].digest: "),
                row("no size", layer("{\"mediaType\":\"a/b\",\"digest\":\"" + D1 + "\"}"), "layers[1].size: "),
                row("no media type", layer("{\"size\":1,\"digest\":\"" + D1 + "\"}"), "layers[1].mediaType: "),
                row("empty media type", layer(descriptor("", D1, 1)), "layers[1].mediaType: "),
                row("newline in a media type", layer(descriptor("a/b\\r\\nX: y", D1, 1)), "layers[1].mediaType: "),
                row("long media type", layer(descriptor("a".repeat(256), D1, 1)), "layers[1].mediaType: "),
                row("short digest", layer(descriptor("a/b", "sha256:abc", 1)), "layers[1].digest: "),
                row("digest without algorithm", layer(descriptor("a/b", "abc", 1)), "layers[1].digest: "),
                row(
                        "unregistered algorithm",
                        layer(descriptor("a/b", "md5:" + "a".repeat(32), 1)),
                        "layers[1].digest: "),
                row("digest a number", IMAGE.replace("\"" + D2 + "\"", "1"), "layers[0].digest: "),
                row(
                        "child digest",
                        Samples.indexOf("a/b").replace(D1, "x"),
                        MediaType.OCI_INDEX,
                        "manifests[0].digest: "),
                row("subject digest", with("subject", descriptor("a/b", "x", 1)), "subject.digest: "),
                row("subject a string", with("subject", "\"" + D1 + "\""), "subject: "),
                row("negative size", IMAGE.replace("7023", "-1"), "config.size: "),
                row("size with a fraction", IMAGE.replace("7023", "7023.0"), "config.size: "),
                row("size with an exponent", IMAGE.replace("7023", "1e3"), "config.size: "),
                row("size as text", IMAGE.replace("7023", "\"7023\""), "config.size: "),
                row("size beyond long", IMAGE.replace("7023", "9223372036854775808"), "config.size: "),
                row("data of another size", data("e30K", 2), "config.data: "),
                row("data of another digest", data("e3w=", 2), "config.data: "),
                row("data not base64", data("e3*=", 2), "config.data: "),
                row(
                        "annotation a number",
                        with("annotations", "{\"a\":1}").replace("\"annotations\": {\"org", "\"x\": {\"org"),
                        "annotations: "),
                row("half a surrogate pair", with("artifactType", "\"\\ud800\""), "artifactType: "));
    }

    static List<Refused> unbounded() {
        return List.of(
                row("1,001 layers", image(OCI_CONFIG, Samples.descriptors(1_001)), "layers: "),
                row(
                        "1,001 children",
                        "{\"schemaVersion\":2,\"manifests\":[" + Samples.descriptors(1_001) + "]}",
                        MediaType.OCI_INDEX,
                        "manifests: "),
                row("depth 65", with("x", nested(64)), "nesting"),
                row("string", with("x", "\"" + "a".repeat(ManifestDocument.MAX_STRING + 1) + "\""), "longer"),
                row("number of 101 digits", with("x", "1".repeat(101)), "bounds"),
                row("tokens", with("x", "[" + "0,".repeat(ManifestDocument.MAX_TOKENS) + "0]"), "bounds"),
                Refused.bytes("no media type at all", image(OCI_CONFIG, "").getBytes(UTF_8), null, "Content-Type"),
                row("header injection", "x", "a/b\r\nX: y", "Content-Type: "),
                row("not a media type", "x", "json", "Content-Type: "),
                row("schema 1", "{}", MediaType.DOCKER_SCHEMA1, "schema 1"),
                row("schema 1, signed", "{}", MediaType.DOCKER_SCHEMA1_SIGNED + "; charset=utf-8", "schema 1"));
    }

    @ParameterizedTest
    @MethodSource({"ambiguous", "incomplete", "unbounded"})
    void refuses(Refused row) {
        assertThatThrownBy(() -> ManifestDocument.parse(row.body(), row.contentType()))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
                    assertThat(e.getMessage()).contains(row.sentence()).hasSizeLessThan(600);
                });
    }

    /** The costliest 4 MiB of each shape: nothing takes longer than reading it once. */
    @Test
    void worstCasesTakeBoundedTime() {
        int size = ManifestDocument.MAX_BYTES - 4096;
        List<String> worst = List.of(
                with("x", "[" + "[],".repeat(size / 3) + "[]]"),
                with("x", "[".repeat(size)),
                with("x", "{" + "\"\":{},".repeat(size / 6) + "\"\":{}}"),
                "{"
                        + java.util.stream.IntStream.range(0, 300_000)
                                .mapToObj(i -> "\"" + i + "\":0")
                                .collect(java.util.stream.Collectors.joining(","))
                        + "}",
                with("x", "1".repeat(size)),
                with("x", "\"" + "\\u0041".repeat(size / 6) + "\""),
                with("x", "1e" + "9".repeat(90)),
                IMAGE + " ".repeat(size),
                image(OCI_CONFIG, (descriptor("a/b", D1, 1) + ",").repeat(999) + data("A".repeat(1 << 19), 1)));
        for (String body : worst) {
            for (String type : List.of(MediaType.OCI_MANIFEST, MediaType.OCI_INDEX, "application/vnd.acme+json")) {
                long begin = System.nanoTime();
                try {
                    ManifestDocument.parse(body.getBytes(UTF_8), type);
                } catch (RegistryException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    private static Refused row(String name, String body, String contentType, String sentence) {
        return Refused.bytes(name, body.getBytes(UTF_8), contentType, sentence);
    }

    private static Refused row(String name, String imageBody, String sentence) {
        return row(name, imageBody, MediaType.OCI_MANIFEST, sentence);
    }

    private static String layer(String second) {
        return image(OCI_CONFIG, descriptor("a/b", D1, 1) + "," + second);
    }

    private static String config() {
        return descriptor(OCI_CONFIG, D1, 1);
    }

    private static String index(String name, String value) {
        return INDEX.replaceFirst("\\{", "{\"" + name + "\":" + value + ",");
    }

    private static String listWith(String name, String value) {
        return Samples.dockerList().replaceFirst("\\{", "{\"" + name + "\":" + value + ",");
    }

    private static String data(String base64, int size) {
        return "{\"schemaVersion\":2,\"layers\":[],\"config\":{\"mediaType\":\"a/b\",\"digest\":\"" + Samples.EMPTY
                + "\",\"size\":" + size + ",\"data\":\"" + base64 + "\"}}";
    }
}
