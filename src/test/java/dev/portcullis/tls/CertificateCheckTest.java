package dev.portcullis.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What openssl makes, in all its wrappings: what will do is taken, and what no client could use is refused with a reason. */
class CertificateCheckTest {
    private static final String HOST = "subjectAltName=DNS:registry.example.com,IP:192.0.2.7";

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void authority() throws Exception {
        openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=Root -keyout root.key -out root.pem");
        openssl("req -newkey rsa:2048 -nodes -subj /CN=Middle -keyout middle.key -out middle.csr");
        Files.writeString(folder.resolve("ca.ext"), "basicConstraints=critical,CA:true\n");
        openssl(
                "x509 -req -in middle.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 -extfile ca.ext -out middle.pem");
        issue("good", "rsa:2048", HOST, "");
    }

    private void issue(String name, String key, String san, String more) throws Exception {
        openssl("req -newkey " + key + " -nodes -subj /CN=registry.example.com -keyout " + name + ".key -out " + name
                + ".csr");
        Files.writeString(folder.resolve(name + ".ext"), san + "\n");
        openssl("x509 -req -in " + name + ".csr -CA middle.pem -CAkey middle.key -CAcreateserial -days 10 -extfile "
                + name + ".ext " + more + " -out " + name + ".pem");
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" +"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(() -> arguments + "\n" + text("openssl.log"))
                .isZero();
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ServerCertificate check(String certificates, String key, @Nullable String password) {
        PrivateKey read = Pem.key("key", key, password);
        return CertificateCheck.require(Pem.certificates("certificate", certificates), read, Instant.now());
    }

    @Test
    void aChainInAnyOrderIsPutInOrderAndTheRootIsLeftOut() {
        ServerCertificate checked =
                check(text("root.pem") + text("good.pem") + text("middle.pem"), text("good.key"), null);
        assertThat(checked.chain())
                .extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=registry.example.com", "CN=Middle");
        CertificateView view =
                CertificateView.of(TlsSettings.Origin.UPLOADED, checked.chain(), "other.example.com", Instant.now());
        assertThat(view.hosts()).containsExactly("registry.example.com", "192.0.2.7");
        assertThat(view.warnings())
                .containsExactlyInAnyOrder(CertificateView.Warning.ENDS_SOON, CertificateView.Warning.OTHER_HOST);
    }

    @ParameterizedTest
    @CsvSource({
        "pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret -in good.key -out sealed.key",
        "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:secret -in good.key -out sealed.key",
        "rsa -aes256 -traditional -passout pass:secret -in good.key -out sealed.key"
    })
    void aKeyIsOpenedInEveryWrapping(String wrapping) throws Exception {
        openssl(wrapping);
        assertThat(check(text("good.pem"), text("sealed.key"), "secret").chain())
                .hasSize(1);
        assertThatThrownBy(() -> check(text("good.pem"), text("sealed.key"), "wrong"))
                .hasMessage("The password does not open this.");
        assertThatThrownBy(() -> check(text("good.pem"), text("sealed.key"), null))
                .hasMessageContaining("give its password");
    }

    @Test
    void ellipticCurvesAndTheOldFormsOfKeysAreRead() throws Exception {
        issue("curve", "ec -pkeyopt ec_paramgen_curve:P-384", HOST, "");
        openssl("ec -in curve.key -out old.key");
        assertThat(check(text("curve.pem"), text("old.key"), null).key().getAlgorithm())
                .isEqualTo("EC");
        openssl("rsa -in good.key -traditional -out old-rsa.key");
        assertThat(check(text("good.pem"), text("old-rsa.key"), null).key().getAlgorithm())
                .isEqualTo("RSA");
    }

    @Test
    void aFileOfWindowsIsReadWithItsPassword() throws Exception {
        openssl("pkcs12 -export -in good.pem -inkey good.key -certfile middle.pem -passout pass:secret -out good.p12");
        byte[] file = Files.readAllBytes(folder.resolve("good.p12"));
        Pkcs12.Content content = Pkcs12.read(file, "secret");
        assertThat(CertificateCheck.require(content.certificates(), content.key(), Instant.now())
                        .chain())
                .hasSize(2);
        assertThatThrownBy(() -> Pkcs12.read(file, "wrong")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> Pkcs12.read(new byte[] {1, 2, 3}, "secret")).hasMessageContaining("no PKCS#12 file");
    }

    @Test
    void whatNoClientCouldUseIsRefused() throws Exception {
        refused(text("good.pem"), text("middle.key"), "belongs to none of these certificates");
        refused(text("good.pem") + text("root.pem"), text("good.key"), "belongs to no chain");
        refused(text("good.key"), text("good.key"), "no certificate in PEM here");
        refused(text("good.pem"), text("good.pem"), "no private key in PEM here");
        refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", text("good.key"), "cannot be read");
        issue("short", "rsa:1024", HOST, "");
        refused(text("short.pem"), text("short.key"), "too short");
        issue("sha1", "rsa:2048", HOST, "-sha1");
        refused(text("sha1.pem"), text("sha1.key"), "which clients refuse");
        issue("nameless", "rsa:2048", "basicConstraints=CA:false", "");
        refused(text("nameless.pem"), text("nameless.key"), "subject alternative name");
        issue("mail", "rsa:2048", HOST + "\nextendedKeyUsage=emailProtection", "");
        refused(text("mail.pem"), text("mail.key"), "not made for servers");
    }

    @Test
    void datesCount() {
        PrivateKey key = Pem.key("key", text("good.key"), null);
        assertThatThrownBy(() -> CertificateCheck.require(
                        Pem.certificates("certificate", text("good.pem")),
                        key,
                        Instant.now().plusSeconds(11 * 86_400L)))
                .hasMessageContaining("ended on");
        assertThatThrownBy(() -> CertificateCheck.require(
                        Pem.certificates("certificate", text("good.pem")),
                        key,
                        Instant.now().minusSeconds(86_400L)))
                .hasMessageContaining("Is this clock right?");
    }

    private void refused(String certificates, String key, String why) {
        assertThatThrownBy(() -> check(certificates, key, null))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(why);
    }

    @Test
    void itsOwnAuthorityIssuesWhatThePlatformTrustsByIt() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("Test CA", Instant.now());
        ServerCertificate made = authority.issue(List.of("registry.example.com", "192.0.2.7", "::1"), Instant.now());
        Files.writeString(folder.resolve("own.pem"), Pem.text(made.chain()));
        Files.writeString(folder.resolve("own-ca.pem"), Pem.text(List.of(authority.root())));
        openssl(
                "verify -x509_strict -purpose sslserver -CAfile own-ca.pem -verify_hostname registry.example.com own.pem");
        openssl("verify -x509_strict -purpose sslserver -CAfile own-ca.pem -verify_ip 192.0.2.7 own.pem");
        ServerCertificate again = CertificateCheck.require(
                Pem.certificates("certificate", Pem.text(made.chain())),
                Pem.key("key", Pem.text(made.key()), null),
                Instant.now());
        assertThat(again.chain()).isEqualTo(made.chain());
    }
}
