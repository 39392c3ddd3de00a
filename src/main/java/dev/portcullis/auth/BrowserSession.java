package dev.portcullis.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody signed in with a browser, as it is shown to them.
 *
 * @param id names it without its secret
 * @param source the identity source that proved them; null for the password kept here
 * @param seenAt when a page was last asked for, to the minute
 * @param address from where they signed in
 * @param client what the browser calls itself, as it was then
 */
public record BrowserSession(
        long id,
        long accountId,
        String account,
        @Nullable String source,
        Instant openedAt,
        Instant seenAt,
        String address,
        String client) {}
