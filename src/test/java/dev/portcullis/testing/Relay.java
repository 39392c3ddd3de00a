package dev.portcullis.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Stands in front of another server on this machine: it can hold back what that one answers, and can end TLS for it. */
public final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration held = Duration.ZERO;
    private volatile @Nullable SSLContext tls;

    /** In front of that port. */
    public Relay(int target) {
        this.target = target;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** Every answer that comes from now on is passed on this much later. */
    public void hold(Duration delay) {
        held = delay;
    }

    /** Speaks TLS as this server from now on; who is connected has to come again. */
    public void speakTls(SSLContext server) {
        tls = server;
        open.forEach(Relay::drop);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (Socket near = ended(client);
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(far);
            Thread back = Thread.ofVirtual().start(() -> pass(far, near, true));
            pass(near, far, false);
            back.join();
        } catch (IOException e) {
            drop(client); // it has gone, or does not like the certificate
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket ended(Socket client) throws IOException {
        SSLContext context = tls;
        if (context == null) {
            return client;
        }
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (answers) {
                    Thread.sleep(held);
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // One side has gone; below the other one goes too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            drop(from);
            drop(to);
        }
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Relay::drop);
    }
}
