package dev.portcullis.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in front of an HTTP server and spoils a part of what passes. One request a connection. */
public final class FaultyRelay implements AutoCloseable {
    /** How often each happens, of 100 requests. */
    public record Faults(int error, int slowDown, int answerLost, int truncated) {
        public static final Faults NONE = new Faults(0, 0, 0, 0);
    }

    private enum Fate {
        PASS,
        ERROR,
        SLOW_DOWN,
        ANSWER_LOST,
        TRUNCATED
    }

    private final ServerSocket socket;
    private final int target;
    private final AtomicInteger spoiled = new AtomicInteger();
    private volatile Faults faults = Faults.NONE;

    public FaultyRelay(int target) {
        this.target = target;
        try {
            socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public void set(Faults wanted) {
        faults = wanted;
    }

    /** How many requests had a fault. */
    public int spoiled() {
        return spoiled.get();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private Fate fate() {
        Faults now = faults;
        int dice = ThreadLocalRandom.current().nextInt(100);
        Fate fate = Fate.PASS;
        if ((dice -= now.error) < 0) {
            fate = Fate.ERROR;
        } else if ((dice -= now.slowDown) < 0) {
            fate = Fate.SLOW_DOWN;
        } else if ((dice -= now.answerLost) < 0) {
            fate = Fate.ANSWER_LOST;
        } else if (dice - now.truncated < 0) {
            fate = Fate.TRUNCATED;
        }
        if (fate != Fate.PASS) {
            spoiled.incrementAndGet();
        }
        return fate;
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream());
                OutputStream out = client.getOutputStream()) {
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            if (head.toLowerCase(java.util.Locale.ROOT).contains("expect: 100-continue")) {
                out.write(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
                out.flush();
            }
            byte[] body = in.readNBytes(length(head));
            switch (fate()) {
                case ERROR -> answer(out, "500 Internal Server Error", "InternalError");
                case SLOW_DOWN -> answer(out, "503 Slow Down", "SlowDown");
                case PASS -> forward(head, body, out, Long.MAX_VALUE);
                case ANSWER_LOST -> forward(head, body, out, 0);
                case TRUNCATED ->
                    forward(head, body, out, ThreadLocalRandom.current().nextLong(200, 3 << 20));
            }
        } catch (IOException e) {
            // one of both went away, as far as the other can tell
        }
    }

    /** Lets that many bytes of the answer pass. */
    private void forward(String head, byte[] body, OutputStream out, long most) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            OutputStream to = server.getOutputStream();
            to.write(ascii(head.replaceAll("(?i)(connection|expect): [^\r]*\r\n", "")
                    .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")));
            to.write(body);
            to.flush();
            byte[] buffer = new byte[64 << 10];
            InputStream from = server.getInputStream();
            long left = most;
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                int pass = (int) Math.min(n, left);
                out.write(buffer, 0, pass);
                left -= pass;
                if (left == 0 && most > 0) {
                    break;
                }
            }
            out.flush();
        }
    }

    private static void answer(OutputStream out, String status, String code) throws IOException {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>spoiled</Message></Error>";
        out.write(ascii("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body));
        out.flush();
    }

    private static int length(String head) {
        for (String line : head.lines().toList()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    /** The request line and the headers with their empty line; empty when the connection ended. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            ends = b == "\r\n\r\n".charAt(ends) ? ends + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
