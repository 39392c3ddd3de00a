package dev.portcullis.oci;

import dev.portcullis.reference.Digest;
import org.jspecify.annotations.Nullable;

/** Entity tags (RFC 9110, 8.8.3): the quoted digest, always strong. */
final class ETags {
    private ETags() {}

    /** Whether an {@code If-None-Match} names this content, alone or in a list; weak comparison, as the RFC asks. */
    static boolean matches(@Nullable String ifNoneMatch, Digest digest) {
        if (ifNoneMatch == null) {
            return false;
        }
        String wanted = "\"" + digest + "\"";
        for (String candidate : ifNoneMatch.split(",", 100)) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(wanted) || tag.equals("W/" + wanted)) {
                return true;
            }
        }
        return false;
    }
}
