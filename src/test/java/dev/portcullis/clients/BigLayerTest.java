package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A layer of 2 GiB, which is more than an int counts, comes back as it went, in little memory. */
@ExtendWith(ClientsExtension.class)
class BigLayerTest {

    private static final long TWO_GIB = 2L << 30;
    private static final long MEMORY_MIB = 512;

    private final RegistryServer server;
    private final Program skopeo;
    private final Path folder;

    BigLayerTest(RegistryServer server, @TempDir Path home) throws IOException {
        this.server = server;
        this.skopeo = Shell.in(home).program("skopeo");
        this.folder = Folders.fresh("big");
    }

    @BeforeEach
    void signIn() {
        skopeo.with("login", "--tls-verify=false", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @AfterEach
    void makeRoom() throws IOException {
        Folders.delete(folder);
    }

    @Test
    void isPushedAndPulledBackInLittleMemory() throws IOException {
        ImageLayout image = ImageLayout.write(folder.resolve("image"), "amd64", TarLayer.noise("big", TWO_GIB, 42));
        String remote = "docker://" + server.image("big/layer:1");
        skopeo.run("copy", "--dest-tls-verify=false", image.reference(), remote).succeeds();
        Folders.delete(image.folder());

        // skopeo checks the digest of what it receives; the file is hashed here all the same.
        Path back = folder.resolve("back");
        skopeo.run("copy", "--src-tls-verify=false", remote, "dir:" + back).succeeds();
        String layer = image.layerDigests().getFirst();
        assertThat(Sha256.of(back.resolve(layer.substring("sha256:".length())))).isEqualTo(layer);
        assertThat(server.peakMemory()).as("MiB held by the server").isLessThan(MEMORY_MIB);

        skopeo.run("delete", "--tls-verify=false", remote).succeeds();
    }
}
