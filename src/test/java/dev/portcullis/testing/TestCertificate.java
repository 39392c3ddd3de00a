package dev.portcullis.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** A self-signed certificate and its key, made by the JDK's keytool. */
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

    /** The private key in PEM, for a server that is not Java. */
    public Path key() {
        try {
            java.security.KeyStore store =
                    java.security.KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
            byte[] key = store.getKey("test", PASSWORD.toCharArray()).getEncoded();
            Path file = keyStore.resolveSibling("key.pem");
            return Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException | java.security.GeneralSecurityException e) {
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
