package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** After every client has done its work the server stops as asked, and what it stored is sound. */
@Order(Integer.MAX_VALUE)
@ExtendWith(ClientsExtension.class)
class LastTest {

    @Test
    void stopsCleanlyAndLeavesASoundStore(RegistryServer server) throws InterruptedException, IOException {
        assertThat(server.stop())
                .as("exit code after SIGTERM\n%s", server.tail())
                .isZero();
        server.portcullis("fsck").succeeds();
        server.discard();
    }
}
