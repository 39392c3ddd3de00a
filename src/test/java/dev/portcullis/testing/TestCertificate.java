package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate and its key, made by the JDK's keytool.
 *
 * @param pem whom to trust for it: itself, where it is self-signed, else its CA
 */
public record TestCertificate(Path keyStore, Path pem) {
    /** The password of the key store. */
    public static final String PASSWORD = "changeit";

    /** A certificate for this host name. */
    public static TestCertificate of(String host) {
        Path folder = TestFolders.create("certificate");
        Path store = folder.resolve("store.p12");
        Path pem = folder.resolve("cert.pem");
        List<String> common = List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "test");
        keytool(common, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host);
        keytool(common, "-exportcert", "-rfc", "-file", pem.toString());
        return new TestCertificate(store, pem);
    }

    /** A certificate for this host name that a CA of its own has issued. */
    public static TestCertificate issued(String host) {
        return issued(host, "-0d");
    }

    /** As {@link #issued(String)}, but good until some days ago. */
    public static TestCertificate expired(String host) {
        return issued(host, "-95d");
    }

    private static TestCertificate issued(String host, String since) {
        Path folder = TestFolders.create("certificate");
        Path store = folder.resolve("store.p12");
        Path pem = folder.resolve("ca.pem");
        List<String> ca = List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "ca");
        List<String> test = List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "test");
        keytool(ca, "-genkeypair", "-keyalg", "EC", "-dname", "CN=CA of " + host, "-ext", "bc:c");
        keytool(ca, "-exportcert", "-rfc", "-file", pem.toString());
        keytool(
                test,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-signer",
                "ca",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-startdate",
                since,
                "-validity",
                "90");
        keytool(ca, "-delete");
        return new TestCertificate(store, pem);
    }

    /** TLS as a server that has this certificate. */
    public SSLContext server() {
        try {
            KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate and those above it in PEM, for a server that is not Java. */
    public String chain() {
        try {
            StringBuilder all = new StringBuilder();
            for (Certificate one : KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray())
                    .getCertificateChain("test")) {
                all.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder().encodeToString(one.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return all.toString();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #pem} holds. */
    public String trusted() {
        try {
            return Files.readString(pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The private key in PEM, for a server that is not Java. */
    public Path key() {
        try {
            KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
            byte[] key = store.getKey("test", PASSWORD.toCharArray()).getEncoded();
            Path file = keyStore.resolveSibling("key.pem");
            return Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(List<String> common, String... more) {
        java.util.ArrayList<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add(more[0]);
        command.addAll(common);
        command.addAll(List.of(more).subList(1, more.length));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
