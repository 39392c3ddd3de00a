package dev.portcullis.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens on this machine, with its metadata and keys where OpenID Connect Discovery puts them. */
public final class TestIssuer implements AutoCloseable {
    private final HttpServer server;
    private final List<JWK> published = new CopyOnWriteArrayList<>();
    /** How often the keys were asked for. */
    public final AtomicInteger keyRequests = new AtomicInteger();
    /** What stands at the end of the metadata, for more of it: {@code ,"name":"value"}. */
    public volatile String moreMetadata = "";

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        serve("/.well-known/openid-configuration", this::metadata);
        serve("/keys", () -> {
            keyRequests.incrementAndGet();
            return new JWKSet(List.copyOf(published)).toString(true);
        });
        server.start();
    }

    /** What a page answers. */
    public interface Page {
        String text();
    }

    /** Adds a page of JSON. */
    public void serve(String path, Page page) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            answer(exchange, 200, page.text());
        });
    }

    /** The server itself, for pages of another kind. */
    public HttpServer server() {
        return server;
    }

    /** Sends an answer and ends the exchange. */
    public static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The value of {@code iss}. */
    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private String metadata() {
        String base = issuer();
        return """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/authorize",
                "token_endpoint":"%1$s/token","response_types_supported":["code"],"subject_types_supported":["public"],
                "id_token_signing_alg_values_supported":["RS256"]%2$s}""".formatted(base, moreMetadata);
    }

    /** A new RSA key that is published. */
    public RSAKey newKey() {
        RSAKey key = unpublishedKey(UUID.randomUUID().toString());
        published.add(key);
        return key;
    }

    /** A new key of that id that nobody is told of. */
    public static RSAKey unpublishedKey(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** A new P-256 key that is published. */
    public ECKey newEcKey() {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            published.add(key);
            return key;
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Publishes a key as it is. */
    public void publish(JWK key) {
        published.add(key);
    }

    /** Publishes no key any more but those that come from now on. */
    public void forgetKeys() {
        published.clear();
    }

    /** Claims as of this issuer, issued now and good for five minutes. */
    public JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    /** A token with this key; RS256 or ES256. */
    public static String sign(JWK key, JWTClaimsSet claims) {
        return sign(key, key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256, "JWT", claims);
    }

    /** A token of that type. */
    public static String sign(JWK key, JWSAlgorithm algorithm, String type, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .keyID(key.getKeyID())
                .type(new JOSEObjectType(type))
                .build();
        return sign(key, header, claims);
    }

    /** A token with that header. */
    public static String sign(JWK key, JWSHeader header, JWTClaimsSet claims) {
        try {
            JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
