package dev.portcullis.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenClaimsVerifier;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.egress.EgressException;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.identity.jwt.SignedTokens;
import dev.portcullis.identity.jwt.TokenRefusedException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions because the provider says so: by a request of its own (OpenID Connect Back-Channel Logout 1.0) or through
 * the browser (Front-Channel Logout 1.0). Sessions are rows, so they end on every node.
 */
@Singleton
public final class ProviderLogout {
    private static final Logger LOG = Logger.getLogger(ProviderLogout.class);
    /** {@code JWT} is what providers sent before the type had a name. */
    private static final Set<String> TYPES = Set.of("logout+jwt", "jwt");

    private static final Duration LEEWAY = Duration.ofSeconds(60);
    /** A token is good for this long, and known as used for longer. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final SignedTokens tokens;
    private final AccessChanges changes;

    ProviderLogout(SignedTokens tokens, AccessChanges changes) {
        this.tokens = tokens;
        this.changes = changes;
    }

    /**
     * Ends what the logout token names, and answers how many sessions that were. {@link ErrorCode#REQUEST_INVALID} when
     * the token will not do or was sent before; {@link ErrorCode#UNAVAILABLE} where its keys cannot be had.
     */
    public int backchannel(OidcSource source, @Nullable String logoutToken) {
        if (!source.settings().backchannelLogout() || logoutToken == null) {
            throw refused();
        }
        try {
            JWTClaimsSet claims = tokens.verify(logoutToken, source.keys(), TYPES);
            check(claims, source.settings());
            String sid = claims.getClaim("sid") instanceof String text ? text : null;
            return changes.make(handle -> {
                useOnce(handle, source, String.valueOf(claims.getJWTID()));
                return end(handle, source, sid, claims.getSubject());
            });
        } catch (TokenRefusedException e) {
            LOG.warnf("A logout token of %s was refused: %s", source.name(), e.why());
            throw refused();
        } catch (EgressException e) {
            LOG.warnf("A logout token of %s cannot be checked: %s", source.name(), e.getMessage());
            throw new RegistryException(ErrorCode.UNAVAILABLE);
        }
    }

    /** Ends the session of that id at the provider, which nobody else knows. */
    public int frontchannel(OidcSource source, @Nullable String issuer, @Nullable String sid) {
        if (!source.settings().frontchannelLogout()
                || !source.settings().issuer().equals(issuer)
                || sid == null
                || sid.isEmpty()) {
            throw refused();
        }
        return changes.make(handle -> end(handle, source, sid, null));
    }

    private static void check(JWTClaimsSet claims, OidcSettings settings) throws TokenRefusedException {
        try {
            new LogoutTokenClaimsVerifier(new Issuer(settings.issuer()), new ClientID(settings.clientId()))
                    .verify(claims, null);
        } catch (BadJWTException e) {
            throw new TokenRefusedException("its claims are wrong: " + e.getMessage());
        }
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        Instant now = Instant.now();
        boolean recent = issued != null
                && now.isBefore(issued.toInstant().plus(LIFETIME).plus(LEEWAY))
                && now.isAfter(issued.toInstant().minus(LEEWAY));
        if (!recent || (expires != null && !now.isBefore(expires.toInstant().plus(LEEWAY)))) {
            throw new TokenRefusedException("it was not issued just now, or has expired");
        }
        if (claims.getJWTID() == null || claims.getJWTID().isEmpty()) {
            throw new TokenRefusedException("it has no id");
        }
    }

    /** A token that was seen on the way could otherwise end the session after the next sign-in as well. */
    private static void useOnce(Handle handle, OidcSource source, String jti) {
        handle.execute("delete from used_logout_token where until < now()");
        int rows = handle.createUpdate("""
                        insert into used_logout_token (source_id, jti, until)
                        values (:source, sha256(convert_to(:jti, 'UTF8')), now() + make_interval(secs => :kept)) on conflict do nothing""")
                .bind("source", source.source().id())
                .bind("jti", jti)
                .bind("kept", LIFETIME.multipliedBy(2).toSeconds())
                .execute();
        if (rows == 0) {
            LOG.warnf("A logout token of %s was sent twice", source.name());
            throw refused();
        }
    }

    private static int end(Handle handle, OidcSource source, @Nullable String sid, @Nullable String sub) {
        List<String> ended = handle.createQuery("""
                        with ended as (delete from session where source_id = :source
                            and ((:sid::text is not null and idp_sid = :sid) or (:sid::text is null and idp_sub = :sub))
                            returning account_id)
                        select a.name from ended join account a on a.id = ended.account_id""")
                .bind("source", source.source().id())
                .bind("sid", sid)
                .bind("sub", sub)
                .mapTo(String.class)
                .list();
        ended.forEach(account -> Events.record(
                handle,
                new RegistryEvent.AccountChanged(
                        "session.ended", source.name(), account, "the provider ended its session")));
        return ended.size();
    }

    private static RegistryException refused() {
        return new RegistryException(ErrorCode.REQUEST_INVALID, "This is no log-out that can be acted upon.");
    }
}
