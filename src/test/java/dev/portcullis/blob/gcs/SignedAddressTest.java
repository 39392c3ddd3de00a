package dev.portcullis.blob.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.ServiceAccountSigner;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** By the words of Google's description, since no emulator looks at a signature. */
class SignedAddressTest {
    @Test
    void theSignatureIsOfTheRequestThatIsSent() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        URI address = new SignedAddress(
                        "https://storage.googleapis.com",
                        "acme",
                        "a b/sha256/x",
                        "application/octet-stream",
                        Duration.ofMinutes(15))
                .by(signer(keys), Instant.parse("2026-02-03T04:05:06Z"));

        String query = "X-Goog-Algorithm=GOOG4-RSA-SHA256"
                + "&X-Goog-Credential=registry%40acme.example.com%2F20260203%2Fauto%2Fstorage%2Fgoog4_request"
                + "&X-Goog-Date=20260203T040506Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host"
                + "&response-content-disposition=attachment&response-content-type=application%2Foctet-stream";
        assertThat(address.toString())
                .startsWith("https://storage.googleapis.com/acme/a%20b/sha256/x?" + query + "&X-Goog-Signature=");
        String request =
                "GET\n/acme/a%20b/sha256/x\n" + query + "\nhost:storage.googleapis.com\n\nhost\nUNSIGNED-PAYLOAD";
        String toSign = "GOOG4-RSA-SHA256\n20260203T040506Z\n20260203/auto/storage/goog4_request\n"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request.getBytes(UTF_8)));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update(toSign.getBytes(UTF_8));
        String given = address.toString().replaceFirst(".*X-Goog-Signature=", "");
        assertThat(signature.verify(HexFormat.of().parseHex(given))).isTrue();
    }

    private static ServiceAccountSigner signer(KeyPair keys) {
        return new ServiceAccountSigner() {
            @Override
            public String getAccount() {
                return "registry@acme.example.com";
            }

            @Override
            public byte[] sign(byte[] bytes) {
                try {
                    Signature signature = Signature.getInstance("SHA256withRSA");
                    signature.initSign(keys.getPrivate());
                    signature.update(bytes);
                    return signature.sign();
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
