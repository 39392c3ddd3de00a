package dev.portcullis.blob.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auth.ServiceAccountSigner;
import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An address at which anybody can read one object for a while: Google's V4 signing with RSA
 * (cloud.google.com/storage/docs/access-control/signed-urls).
 *
 * @param validity seven days at most
 */
record SignedAddress(String service, String bucket, String object, String contentType, Duration validity) {
    private static final String ALGORITHM = "GOOG4-RSA-SHA256";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    URI by(ServiceAccountSigner signer, Instant now) {
        String scope = DAY.format(now) + "/auto/storage/goog4_request";
        Map<String, String> query = new TreeMap<>(Map.of(
                "X-Goog-Algorithm",
                ALGORITHM,
                "X-Goog-Credential",
                signer.getAccount() + "/" + scope,
                "X-Goog-Date",
                SECOND.format(now),
                "X-Goog-Expires",
                String.valueOf(validity.toSeconds()),
                "X-Goog-SignedHeaders",
                "host",
                "response-content-disposition",
                "attachment",
                "response-content-type",
                contentType));
        String sorted = query.entrySet().stream()
                .map(one -> escaped(one.getKey()) + "=" + escaped(one.getValue()))
                .collect(Collectors.joining("&"));
        String path = "/" + bucket + "/" + escaped(object).replace("%2F", "/");
        String request = String.join(
                "\n",
                "GET",
                path,
                sorted,
                "host:" + URI.create(service).getRawAuthority(),
                "",
                "host",
                "UNSIGNED-PAYLOAD");
        String toSign = String.join("\n", ALGORITHM, SECOND.format(now), scope, sha256(request));
        String signature = HexFormat.of().formatHex(signer.sign(toSign.getBytes(UTF_8)));
        return URI.create(service + path + "?" + sorted + "&X-Goog-Signature=" + signature);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
