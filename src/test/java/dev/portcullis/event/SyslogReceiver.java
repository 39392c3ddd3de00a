package dev.portcullis.event;

import dev.portcullis.testing.TestCertificate;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;

/** A receiver of RFC 5425 on this machine. */
final class SyslogReceiver implements AutoCloseable {
    final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final SSLServerSocket server;

    SyslogReceiver(TestCertificate certificate, int port) {
        try {
            server = (SSLServerSocket) certificate
                    .server()
                    .getServerSocketFactory()
                    .createServerSocket(port, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> read(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void read(Socket socket) {
        try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
            int length = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == ' ') {
                    messages.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                    length = 0;
                } else {
                    length = length * 10 + Character.digit(c, 10);
                }
            }
        } catch (IOException broken) {
            // The next connection brings it again.
        }
    }

    /** Breaks all connections, as a receiver that is killed does. */
    void breakConnections() {
        open.forEach(SyslogReceiver::close);
        open.clear();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // That is what was wanted.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        breakConnections();
    }
}
