package dev.portcullis.identity.jwt;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the keys of an issuer are. */
public sealed interface KeyPlace {
    /** Named by the metadata that the issuer publishes (OpenID Connect Discovery 1.0, section 4). */
    record Discovery(String issuer, @Nullable String caBundle) implements KeyPlace {}

    /** At a known address. */
    record At(URI uri, @Nullable String caBundle) implements KeyPlace {}

    /** Given by an administrator, for issuers that cannot be reached. Changed by hand when the issuer changes them. */
    record Given(JWKSet keys) implements KeyPlace {}
}
