package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.testing.Slapd;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Identity sources for tests. */
final class Sources {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong COUNT = new AtomicLong();

    private Sources() {}

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static IdentitySource of(JsonNode settings, String secret) {
        return new IdentitySource(COUNT.incrementAndGet(), "corp", "ldap", 1, true, settings, secret, Instant.now());
    }

    /** The people of ou=people, over a connection without encryption; fields of {@code more} are added. */
    static ObjectNode plain(Slapd slapd, String more) {
        ObjectNode settings = json("""
                {'servers': ['%s'], 'encryption': 'none', 'bindDn': '%s',
                 'users': [{'base': 'ou=people,%s'}]}""".formatted(slapd.url(), Slapd.READER, Slapd.SUFFIX));
        settings.setAll(json(more));
        return settings;
    }
}
