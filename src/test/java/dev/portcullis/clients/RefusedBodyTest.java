package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A push that is refused while its body is still coming leaves a connection that works. */
@ExtendWith(ClientsExtension.class)
class RefusedBodyTest {

    private static final int BODY = 4_000_000;
    private static final int PATIENCE_MS = 10_000;

    @Test
    void answersTheNextRequestOfTheSameConnection(RegistryServer server) throws IOException {
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(PATIENCE_MS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < 3; i++) {
                put(socket.getOutputStream(), server);
                assertThat(answer(in)).startsWith("HTTP/1.1 401");
            }
        }
    }

    private static void put(OutputStream out, RegistryServer server) throws IOException {
        out.write("""
                PUT /v2/admin/refused/manifests/1 HTTP/1.1\r
                Host: %s\r
                Content-Type: application/vnd.oci.image.manifest.v1+json\r
                Content-Length: %d\r
                \r
                """.formatted(server.address(), BODY).getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[BODY]);
        out.flush();
    }

    /** The status line; head and body are read away. */
    private static String answer(BufferedReader in) throws IOException {
        String status = in.readLine();
        int length = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            assertThat(in.read()).isNotNegative();
        }
        return status;
    }
}
