package dev.portcullis.api;

import dev.portcullis.access.AccessTokens;
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
        return Listing.of(
                Long.toString(after),
                limit,
                (last, most) -> tokens.list(account, after, most),
                token -> Long.toString(token.id()));
    }
}
