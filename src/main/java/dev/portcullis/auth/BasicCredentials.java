package dev.portcullis.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A name and a password as {@code Authorization: Basic} carries them (RFC 7617, UTF-8). */
record BasicCredentials(String name, String password) {

    /** Parses what stands after {@code Basic}; null when it is malformed. */
    static @Nullable BasicCredentials parse(String encoded) {
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            // Strict: a replacement character would make different passwords equal.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = text.indexOf(':');
            return colon < 0 ? null : new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "BasicCredentials[" + name + ", ***]";
    }
}
