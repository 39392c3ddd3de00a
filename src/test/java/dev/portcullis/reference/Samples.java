package dev.portcullis.reference;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Manifests as real clients send them, and parts to build others from. */
final class Samples {
    static final String D1 = "sha256:b5b2b2c507a0944348e0303114d8d93aaaa081732b86451d9bce1f432a537bc7";
    static final String D2 = "sha256:9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0";
    static final String D3 = "sha256:3c3a4604a545cdc127456d94e421cd355bca5b528f4a9c1905b15da2eb4a4c6b";
    static final String EMPTY = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    /** A manifest and how it is pushed. */
    record Sample(String name, String contentType, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final String IMAGE = """
            {
              "schemaVersion": 2,
              "mediaType": "application/vnd.oci.image.manifest.v1+json",
              "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 7023, "digest": "%s"},
              "layers": [
                {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 32654, "digest": "%s"},
                {"mediaType": "application/vnd.oci.image.layer.v1.tar+zstd", "size": 16724, "digest": "%s",
                 "annotations": {"io.github.containers.zstd-chunked.manifest-position": "11:22:33:1"}}
              ],
              "annotations": {"org.opencontainers.image.title": "web", "com.example.key2": "Grüße"}
            }
            """.formatted(D1, D2, D3);

    static final String INDEX = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
              {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":481,
               "platform":{"architecture":"arm64","os":"linux","variant":"v8"}},
              {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":566,
               "annotations":{"vnd.docker.reference.digest":"%s","vnd.docker.reference.type":"attestation-manifest"},
               "platform":{"architecture":"unknown","os":"unknown"}}]}
            """.formatted(D1, D2, D1);

    static final String DOCKER_IMAGE = """
            {
               "schemaVersion": 2,
               "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
               "config": {
                  "mediaType": "application/vnd.docker.container.image.v1+json",
                  "size": 1470,
                  "digest": "%s"
               },
               "layers": [
                  {
                     "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                     "size": 1718332864,
                     "digest": "%s",
                     "urls": ["https://mcr.microsoft.com/v2/windows/servercore/blobs/x"]
                  },
                  {
                     "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                     "size": 2207,
                     "digest": "%s"
                  }
               ]
            }""".formatted(D1, D2, D3);

    private Samples() {}

    static List<Sample> accepted() {
        return List.of(
                new Sample("OCI image", MediaType.OCI_MANIFEST, IMAGE),
                new Sample("Docker schema 2 with a foreign layer", MediaType.DOCKER_MANIFEST, DOCKER_IMAGE),
                new Sample("OCI index of buildx", MediaType.OCI_INDEX, INDEX),
                new Sample("Docker list", MediaType.DOCKER_LIST, dockerList()),
                new Sample("empty index", MediaType.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[]}"),
                new Sample(
                        "index as Go writes an empty one",
                        MediaType.OCI_INDEX,
                        "{\"schemaVersion\":2,\"manifests\":null}"),
                new Sample(
                        "nested index",
                        MediaType.OCI_INDEX,
                        INDEX.replace("image.manifest.v1", "image.index.v1")
                                .replaceFirst("\"vnd.oci.image.index", "\"vnd.oci.image.index")),
                new Sample("index with children of any type", MediaType.OCI_INDEX, indexOf("text/plain")),
                new Sample("image without layers", MediaType.OCI_MANIFEST, image(OCI_CONFIG, "")),
                new Sample(
                        "layers null",
                        MediaType.OCI_MANIFEST,
                        image(OCI_CONFIG, "").replace("[]", "null")),
                new Sample(
                        "helm chart",
                        MediaType.OCI_MANIFEST,
                        image(
                                "application/vnd.cncf.helm.config.v1+json",
                                descriptor("application/vnd.cncf.helm.chart.content.v1.tar+gzip", D2, 3567))),
                new Sample("ORAS artifact", MediaType.OCI_MANIFEST, orasArtifact()),
                new Sample(
                        "cosign signature",
                        MediaType.OCI_MANIFEST,
                        image(
                                OCI_CONFIG,
                                descriptor("application/vnd.dev.cosign.simplesigning.v1+json", D2, 242)
                                        .replace(
                                                "}",
                                                ",\"annotations\":{\"dev.cosignproject.cosign/signature\":\"MEUCIQ==\"}}"))),
                new Sample(
                        "wasm",
                        MediaType.OCI_MANIFEST,
                        image("application/vnd.wasm.config.v0+json", descriptor("application/wasm", D2, 1024))),
                new Sample("sha512", MediaType.OCI_MANIFEST, IMAGE.replace(D2, "sha512:" + "ab".repeat(64))),
                new Sample(
                        "unknown fields",
                        MediaType.OCI_MANIFEST,
                        IMAGE.replaceFirst(
                                "\\{", "{\"x\":{\"y\":[1.5e300,null,true,{\"z\":-0.1}]},\"rocks\":\"Layers\",")),
                new Sample("subject", MediaType.OCI_MANIFEST, withSubject(IMAGE)),
                new Sample("ORAS before 1.1", "application/vnd.oci.artifact.manifest.v1+json", withdrawnArtifact()),
                new Sample("opaque bytes", "application/x-unknown", "\u0000 not JSON {"),
                new Sample("opaque JSON", "application/vnd.acme.v1+json", "{\"a\":1,\"a\":2}"));
    }

    static String dockerList() {
        return INDEX.replace(MediaType.OCI_INDEX, MediaType.DOCKER_LIST)
                .replace(MediaType.OCI_MANIFEST, MediaType.DOCKER_MANIFEST);
    }

    static String withdrawnArtifact() {
        return "{\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\",\"artifactType\":\"signature/example\","
                + "\"blobs\":[" + descriptor("application/tar", D2, 7) + "],\"subject\":"
                + descriptor(MediaType.OCI_MANIFEST, D3, 8) + "}";
    }

    static String orasArtifact() {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                + "\",\"artifactType\":\"application/vnd.acme.rocket.config\",\"config\":"
                + "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\"" + EMPTY
                + "\",\"size\":2,\"data\":\"e30=\"},\"layers\":[" + descriptor("text/plain; charset=utf-8", D2, 12)
                + "],\"annotations\":{\"org.opencontainers.image.created\":\"2024-01-02T03:04:05Z\"}}";
    }

    static String withSubject(String manifest) {
        return manifest.replaceFirst("\\{", "{\"subject\":" + descriptor(MediaType.OCI_MANIFEST, D3, 99) + ",");
    }

    static String image(String configType, String layers) {
        return "{\"schemaVersion\":2,\"config\":" + descriptor(configType, D1, 2) + ",\"layers\":[" + layers + "]}";
    }

    static String indexOf(String childType) {
        return "{\"schemaVersion\":2,\"manifests\":[" + descriptor(childType, D1, 2) + "]}";
    }

    static String descriptor(String type, String digest, long size) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    /** That many descriptors of different digests. */
    static String descriptors(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> descriptor(OCI_LAYER, "sha256:" + "%064x".formatted(i), i))
                .collect(Collectors.joining(","));
    }
}
