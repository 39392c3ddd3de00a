package dev.portcullis.event;

import dev.portcullis.error.CannotStartException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection to a syslog receiver, whose certificate is verified and must be for the host that was named. Plain
 * JSSE: all that RFC 5425 adds to TLS is a number in front of each message.
 */
final class SyslogConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket wire;
    private final SSLSocket socket;

    /** Where the receiver is, and whom to trust when it says that it is it. */
    record Receiver(String host, int port, SSLContext trust) {
        static Receiver of(AuditConfig.Syslog config) {
            String address = config.address()
                    .orElseThrow(() -> new CannotStartException("portcullis.audit.syslog.address is not set. Say"
                            + " host:port, or switch portcullis.audit.syslog.enabled off."));
            int colon = address.lastIndexOf(':');
            String port = address.substring(colon + 1);
            if (colon < 1 || !port.matches("\\d{1,5}")) {
                throw new CannotStartException("portcullis.audit.syslog.address is " + address
                        + ". It must be host:port, such as" + " logs.example.com:6514.");
            }
            String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
            return new Receiver(
                    host, Integer.parseInt(port), context(config.caFile().orElse(null)));
        }

        private static SSLContext context(@Nullable Path caFile) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(caFile == null ? null : read(caFile));
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (IOException | GeneralSecurityException e) {
                throw new CannotStartException(
                        "portcullis.audit.syslog.ca-file " + caFile + " cannot be used: " + e.getMessage()
                                + ". It must hold certificates in PEM.",
                        e);
            }
        }

        private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            try (InputStream in = Files.newInputStream(file)) {
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("ca" + number++, certificate);
                }
            }
            if (number == 0) {
                throw new IOException("it holds no certificate");
            }
            return store;
        }
    }

    private SyslogConnection(Socket wire, SSLSocket socket) {
        this.wire = wire;
        this.socket = socket;
    }

    static SyslogConnection open(Receiver receiver) throws IOException {
        Socket wire = new Socket();
        try {
            wire.connect(new InetSocketAddress(receiver.host(), receiver.port()), (int) PATIENCE.toMillis());
            wire.setKeepAlive(true);
            wire.setTcpNoDelay(true);
            wire.setSoTimeout((int) PATIENCE.toMillis());
            SSLSocket socket = (SSLSocket)
                    receiver.trust().getSocketFactory().createSocket(wire, receiver.host(), receiver.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new SyslogConnection(wire, socket);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    /** Sends the frames. A receiver that does not read for {@link #PATIENCE} is cut off. */
    void send(List<byte[]> frames) throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        Thread.ofVirtual().name("syslog-patience").start(() -> cutOffUnless(sent));
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
            for (byte[] frame : frames) {
                out.write(frame);
            }
            out.flush();
        } finally {
            sent.countDown();
        }
    }

    /** The wire below TLS, since closing TLS would wait for the very write that hangs. */
    private void cutOffUnless(CountDownLatch sent) {
        try {
            if (!sent.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                wire.close();
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits whether the connection breaks: syslog has no answer, and what was written to a connection that the receiver
     * has closed is lost without a word otherwise.
     */
    void stays(Duration during) throws IOException {
        socket.setSoTimeout((int) during.toMillis());
        try {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the receiver closed the connection");
            }
        } catch (SocketTimeoutException stillThere) {
            // As it should be: a receiver says nothing.
        }
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
