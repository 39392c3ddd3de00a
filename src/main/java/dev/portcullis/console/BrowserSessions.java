package dev.portcullis.console;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Opens sessions of browsers. */
@Singleton
final class BrowserSessions {
    /** The cookie's name, without its prefix. */
    static final String COOKIE = "portcullis-session";

    private static final int SECRET_BYTES = 32;
    private static final int MAX_CLIENT = 200;

    private final Jdbi jdbi;
    private final SecureRandom random = new SecureRandom();

    /** Where a session came from. */
    record Origin(long sourceId, @Nullable String providerSession, String subject, String address, String client) {}

    BrowserSessions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Opens a session, and answers the secret that the browser keeps. */
    String open(long accountId, Origin origin) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String client = origin.client();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into session (hash, account_id, source_id, idp_sid, idp_sub, address, client)
                        values (:hash, :account, :source, :sid, :sub, :address, :client)""")
                .bind("hash", hash(secret))
                .bind("account", accountId)
                .bind("source", origin.sourceId())
                .bind("sid", origin.providerSession())
                .bind("sub", origin.subject())
                .bind("address", origin.address())
                .bind("client", client.substring(0, Math.min(client.length(), MAX_CLIENT)))
                .execute());
        return secret;
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
