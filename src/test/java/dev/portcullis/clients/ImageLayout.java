package dev.portcullis.clients;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** An image in a folder, by the OCI image layout: the one source that every client can push from. */
record ImageLayout(Path folder, String digest, List<String> layerDigests) {

    /** A file of the layout; of a layer also the digest of what it is when uncompressed. */
    private record Blob(String digest, long size, String diffId) {

        String descriptor(String mediaType) {
            return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
        }
    }

    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** An image of these layers for this processor, tagged {@code latest} in the layout. */
    static ImageLayout write(Path folder, String architecture, TarLayer... layers) throws IOException {
        Files.createDirectories(folder.resolve("blobs").resolve("sha256"));
        List<Blob> blobs = new ArrayList<>();
        for (TarLayer layer : layers) {
            blobs.add(layer(folder, layer));
        }
        Blob config = text(folder, """
                {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(
                        architecture,
                        blobs.stream().map(blob -> '"' + blob.diffId() + '"').collect(Collectors.joining(","))));
        Blob manifest = text(folder, """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}""".formatted(
                        config.descriptor("application/vnd.oci.image.config.v1+json"),
                        blobs.stream()
                                .map(blob -> blob.descriptor("application/vnd.oci.image.layer.v1.tar+gzip"))
                                .collect(Collectors.joining(","))));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(folder.resolve("index.json"), """
                {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s",\
                "size":%d,"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}""".formatted(manifest.digest(), manifest.size()));
        return new ImageLayout(
                folder, manifest.digest(), blobs.stream().map(Blob::digest).toList());
    }

    /** A small image that no other call makes. */
    static ImageLayout small(Path folder) throws IOException {
        return write(folder, "amd64", TarLayer.of("story", "told in " + folder), TarLayer.noise("noise", 100_000, 7));
    }

    /** How skopeo, podman and buildah name it. */
    String reference() {
        return "oci:" + folder + ":latest";
    }

    private static Blob text(Path folder, String text) throws IOException {
        return blob(folder, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Blob layer(Path folder, TarLayer layer) throws IOException {
        MessageDigest diffId = Sha256.start();
        Blob blob = blob(folder, out -> {
            try (OutputStream tar = new DigestOutputStream(new Stored(out), diffId)) {
                layer.writeTo(tar);
            }
        });
        return new Blob(blob.digest(), blob.size(), Sha256.name(diffId));
    }

    private static Blob blob(Path folder, Body body) throws IOException {
        Path blobs = folder.resolve("blobs").resolve("sha256");
        Path file = Files.createTempFile(blobs, "new", "");
        MessageDigest sha256 = Sha256.start();
        try (OutputStream out =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20), sha256)) {
            body.writeTo(out);
        }
        String digest = Sha256.name(sha256);
        Path named = Files.move(file, blobs.resolve(digest.substring("sha256:".length())));
        return new Blob(digest, Files.size(named), digest);
    }

    /** The gzip format without the time that compressing takes: these layers are noise. */
    private static final class Stored extends GZIPOutputStream {

        Stored(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.NO_COMPRESSION);
        }
    }
}
