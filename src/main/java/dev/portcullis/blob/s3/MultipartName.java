package dev.portcullis.blob.s3;

import dev.portcullis.blob.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A multipart upload that a crash left behind, named as partial content: so whoever sweeps partial content finds it and
 * has it aborted. It is in no listing of objects, and its parts are paid for.
 */
record MultipartName(String key, String uploadId) {
    private static final String START = "multipart.";

    BlobStore.Stored stored(Bucket.Unfinished unfinished) {
        String both = key + "\0" + uploadId;
        String name =
                START + Base64.getUrlEncoder().withoutPadding().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        return new BlobStore.Stored(name, 0, unfinished.begun());
    }

    static Optional<MultipartName> parse(String name) {
        if (!name.startsWith(START)) {
            return Optional.empty();
        }
        String both = new String(Base64.getUrlDecoder().decode(name.substring(START.length())), StandardCharsets.UTF_8);
        int end = both.indexOf('\0');
        return Optional.of(new MultipartName(both.substring(0, end), both.substring(end + 1)));
    }
}
