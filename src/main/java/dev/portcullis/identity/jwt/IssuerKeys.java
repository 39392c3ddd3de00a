package dev.portcullis.identity.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import dev.portcullis.egress.EgressException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;

/** The metadata and keys of issuers. */
@Singleton
public final class IssuerKeys {
    /** Whoever is sent to a provider finds somebody there. */
    private static final Duration LIVING = Duration.ofSeconds(10);

    private final PublishedDocuments documents;
    private final ObjectMapper json;

    public IssuerKeys(PublishedDocuments documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** The metadata that this issuer publishes about itself; about itself, and not about another. */
    public JsonNode metadata(KeyPlace.Discovery place) throws EgressException {
        return metadata(place, documents.get(address(place), place.caBundle()));
    }

    /** As {@link #metadata(KeyPlace.Discovery)}, and the issuer has answered within the last seconds. */
    public JsonNode metadataOfTheLiving(KeyPlace.Discovery place) throws EgressException {
        return metadata(place, documents.getFresh(address(place), place.caBundle(), LIVING));
    }

    private JsonNode metadata(KeyPlace.Discovery place, String text) throws EgressException {
        try {
            JsonNode metadata = json.readTree(text);
            if (!metadata.path("issuer").asText().equals(place.issuer())) {
                throw EgressException.badAnswer(address(place), "describes another issuer than " + place.issuer());
            }
            return metadata;
        } catch (JsonProcessingException e) {
            throw EgressException.badAnswer(address(place), "is no JSON");
        }
    }

    private static URI address(KeyPlace.Discovery place) {
        String issuer = place.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }

    /** The keys; {@code again} asks for them anew, once a minute at most. */
    JWKSet keys(KeyPlace place, boolean again) throws EgressException {
        return switch (place) {
            case KeyPlace.Given given -> given.keys();
            case KeyPlace.At at -> {
                String text =
                        again ? documents.getAgain(at.uri(), at.caBundle()) : documents.get(at.uri(), at.caBundle());
                try {
                    yield JWKSet.parse(text);
                } catch (ParseException e) {
                    throw EgressException.badAnswer(at.uri(), "is no set of keys");
                }
            }
            case KeyPlace.Discovery discovery -> keys(at(discovery), again);
        };
    }

    private KeyPlace.At at(KeyPlace.Discovery discovery) throws EgressException {
        String address = metadata(discovery).path("jwks_uri").asText();
        try {
            return new KeyPlace.At(URI.create(address), discovery.caBundle());
        } catch (IllegalArgumentException e) {
            throw EgressException.badAnswer(URI.create(discovery.issuer()), "names no address of its keys");
        }
    }
}
