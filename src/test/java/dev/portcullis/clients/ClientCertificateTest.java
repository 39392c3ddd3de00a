package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An https port that only clients with a certificate get past: curl, and skopeo as docker has its certificates. */
class ClientCertificateTest {
    @Test
    void onlyClientsWithACertificateOfThatCaAreHeard(@TempDir Path folder) throws Exception {
        makeCa(folder, "clients");
        makeClient(folder, "clients", "ci");
        makeCa(folder, "others");
        makeClient(folder, "others", "stranger");
        int https = Ports.free();
        RegistryServer server = RegistryServer.startTogether(
                        List.of("client-certificates"),
                        Map.of(
                                "PORTCULLIS_HTTPS_PORT",
                                String.valueOf(https),
                                "PORTCULLIS_HTTPS_CLIENT_CA",
                                folder.resolve("clients.crt").toString()))
                .getFirst();
        try {
            Files.writeString(
                    folder.resolve("ca.crt"),
                    server.portcullis("tls", "ca").succeeds().out());
            String ping = "https://localhost:" + https + "/_ping";
            assertThat(curl(folder, "--cert", "ci.crt", "--key", "ci.key", ping)
                            .succeeds()
                            .out())
                    .contains("Healthy");
            curl(folder, ping).fails();
            curl(folder, "--cert", "stranger.crt", "--key", "stranger.key", ping)
                    .fails();

            Path dir = Files.createDirectories(folder.resolve("certs"));
            for (String[] file :
                    new String[][] {{"ca.crt", "ca.crt"}, {"ci.crt", "client.cert"}, {"ci.key", "client.key"}}) {
                Files.copy(folder.resolve(file[0]), dir.resolve(file[1]));
            }
            ImageLayout layout = ImageLayout.write(folder.resolve("image"), "amd64", TarLayer.noise("a", 10_000, 1));
            String image = "docker://localhost:" + https + "/admin/walled:1";
            Program skopeo = Shell.in(folder).program("skopeo");
            skopeo.with("login", "--cert-dir", dir, "-u", "admin", "--password-stdin")
                    .runWith(server.adminPassword, "localhost:" + https)
                    .succeeds();
            skopeo.run("copy", "--dest-cert-dir", dir, layout.reference(), image)
                    .succeeds();
            // The certificate is no sign-in.
            skopeo.run("inspect", "--cert-dir", dir, "--no-creds", image).fails();
        } finally {
            server.stop();
            server.discard();
        }
    }

    private static Shell.Outcome curl(Path folder, String... arguments) {
        Object[] all = new Object[arguments.length + 4];
        all[0] = "curl";
        all[1] = "-sS";
        all[2] = "--cacert";
        all[3] = "ca.crt";
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return Shell.in(folder).run(all);
    }

    private static void makeCa(Path folder, String name) {
        openssl(
                folder,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt");
    }

    private static void makeClient(Path folder, String ca, String name) {
        openssl(
                folder,
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                folder,
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                ca + ".crt",
                "-CAkey",
                ca + ".key",
                "-days",
                "1",
                "-CAcreateserial",
                "-out",
                name + ".crt");
    }

    private static void openssl(Path folder, String... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "openssl";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Shell.in(folder).run(all).succeeds();
    }
}
