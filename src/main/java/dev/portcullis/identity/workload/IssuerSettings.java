package dev.portcullis.identity.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWKSet;
import dev.portcullis.egress.CaBundle;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.jwt.KeyPlace;
import java.net.URI;
import java.text.ParseException;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of an issuer are found, as it is stored: {@code {}} by discovery, {@code {"jwksUri": ...}} at an address,
 * {@code {"jwks": {"keys": [...]}}} as given; with {@code caBundle} where the certificates of the first two are private.
 */
final class IssuerSettings {
    private static final Set<String> FIELDS = Set.of("jwksUri", "jwks", "caBundle");
    private static final int MAX_ISSUER = 500;
    private static final int MAX_KEYS_LENGTH = 64 * 1024;

    private IssuerSettings() {}

    /** The issuer; {@link ErrorCode#REQUEST_INVALID} unless it can be one (OpenID Connect Core 1.0, section 2). */
    static String checkIssuer(String issuer) {
        URI uri = uri("issuer", issuer);
        if (issuer.length() > MAX_ISSUER || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw invalid(
                    "issuer is an address without query and fragment, at most " + MAX_ISSUER + " characters long.");
        }
        return issuer;
    }

    /** The settings in the form to store; {@link ErrorCode#REQUEST_INVALID} when they will not do. */
    static JsonNode check(ObjectMapper json, JsonNode settings) {
        ObjectNode stored = json.createObjectNode();
        for (Iterator<String> names = settings.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw invalid("There is no field " + name + ": use jwksUri or jwks, and caBundle.");
            }
            if (!settings.get(name).isNull()) {
                stored.set(name, settings.get(name));
            }
        }
        if (stored.has("jwks") && stored.size() > 1) {
            throw invalid("With jwks nothing is asked for, so jwksUri and caBundle have no use.");
        }
        String caBundle = text(stored, "caBundle");
        if (caBundle != null && !CaBundle.isGood(caBundle)) {
            throw invalid("caBundle holds no certificates in PEM.");
        }
        keys("https://checked.invalid", stored);
        return stored;
    }

    static KeyPlace keys(String issuer, JsonNode settings) {
        String caBundle = text(settings, "caBundle");
        String address = text(settings, "jwksUri");
        if (settings.has("jwks")) {
            return new KeyPlace.Given(given(settings.get("jwks").toString()));
        }
        return address == null
                ? new KeyPlace.Discovery(issuer, caBundle)
                : new KeyPlace.At(uri("jwksUri", address), caBundle);
    }

    /** Public keys only: a private one that was pasted by mistake is not kept. */
    private static JWKSet given(String text) {
        try {
            JWKSet keys = JWKSet.parse(text);
            if (text.length() <= MAX_KEYS_LENGTH && !keys.isEmpty() && !keys.containsNonPublicKeys()) {
                return keys;
            }
        } catch (ParseException e) {
            // told below
        }
        throw invalid("jwks is a set of public keys (RFC 7517), at most " + MAX_KEYS_LENGTH + " characters long.");
    }

    private static URI uri(String field, String text) {
        try {
            URI uri = URI.create(text);
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw invalid(field + " is an address such as https://issuer.example.com.");
    }

    private static @Nullable String text(JsonNode settings, String field) {
        JsonNode value = settings.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field + " is a text.");
        }
        return value.asText();
    }

    static RegistryException invalid(String why) {
        return new RegistryException(ErrorCode.REQUEST_INVALID, why);
    }
}
