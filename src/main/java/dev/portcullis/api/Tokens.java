package dev.portcullis.api;

import dev.portcullis.access.AccessTokens;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the two doors to access tokens share. */
final class Tokens {
    private Tokens() {}

    /** A secret, shown this once. */
    public record Secret(long id, String secret) {
        @Override
        public String toString() {
            return "Secret[" + id + ", ***]";
        }
    }

    static Listing<AccessTokens.Entry> page(AccessTokens tokens, @Nullable String account, long after, int limit) {
        Listing.check(limit);
        List<AccessTokens.Entry> read = tokens.list(account, after, limit + 1);
        if (read.size() <= limit) {
            return new Listing<>(read, null);
        }
        List<AccessTokens.Entry> items = read.subList(0, limit);
        return new Listing<>(items, Long.toString(items.getLast().id()));
    }
}
