package dev.portcullis.access;

import dev.portcullis.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A user, an organization or a robot as it is just now.
 *
 * @param credentialStamp moves whenever the password is set; what was proved with another one is void
 */
public record Account(
        long id,
        String name,
        Kind kind,
        boolean administrator,
        boolean auditor,
        boolean active,
        String credentialStamp) {

    /** Users and organizations may stand as the first component of a repository name. */
    public enum Kind {
        USER,
        ORGANIZATION,
        /** A machine's account; its name, {@code acme+ci}, is no namespace. */
        ROBOT;

        /** The name in the database and in commands. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether every repository is to be seen: by administrators and auditors. */
    public boolean seesEverything() {
        return administrator || auditor;
    }

    /** Bytes of the hash that make a stamp: enough that two passwords never share one by chance. */
    private static final int STAMP_BYTES = 12;

    /** The stamp of a stored password hash. It tells nothing of the hash: the hash is salted, and this is one-way. */
    static String stampOf(@Nullable String passwordHash) {
        if (passwordHash == null) {
            return "";
        }
        byte[] hash = Digest.Algorithm.SHA256.newHash().digest(passwordHash.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, STAMP_BYTES));
    }
}
