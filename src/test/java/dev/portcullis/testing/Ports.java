package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Loopback ports of servers that tests start. */
public final class Ports {
    private Ports() {}

    /** One that nobody listens on now. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a server that was just started; fails with what it says when it ends, or takes longer. */
    public static void await(int port, Process process, Duration patience, Supplier<String> log) {
        long end = System.nanoTime() + patience.toNanos();
        while (!listens(port)) {
            assertThat(process.isAlive() && System.nanoTime() < end).as(log).isTrue();
        }
    }

    /** As above, of a server that writes to that file. */
    public static void await(int port, Process process, Duration patience, Path log) {
        await(port, process, patience, () -> {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    /** Whether somebody listens there; when not, it is told a moment later, so that one can ask in a loop. */
    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }
}
