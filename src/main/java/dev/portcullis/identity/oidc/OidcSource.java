package dev.portcullis.identity.oidc;

import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.jwt.KeyPlace;

/** An identity source of the kind {@code oidc} with its settings read. */
public record OidcSource(IdentitySource source, OidcSettings settings) {
    /** {@link IllegalArgumentException} for a source of another kind. */
    public static OidcSource of(IdentitySource source) {
        if (!source.kind().equals(OidcKind.OIDC)) {
            throw new IllegalArgumentException(source + " is no OpenID Connect provider");
        }
        return new OidcSource(source, OidcSettings.parse(source.settings()));
    }

    /** The name of the source. */
    public String name() {
        return source.name();
    }

    KeyPlace.Discovery keys() {
        return new KeyPlace.Discovery(settings.issuer(), settings.trusted());
    }
}
