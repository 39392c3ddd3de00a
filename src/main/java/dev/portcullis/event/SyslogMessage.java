package dev.portcullis.event;

import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event as a message of RFC 5424, framed by its length in octets as RFC 5425 asks for on TLS. Everything stands in
 * the structured data; the text behind it is for people. The element has the number 32473, which RFC 5612 keeps for
 * those who have none of their own.
 */
final class SyslogMessage {
    static final String ELEMENT = "audit@32473";

    private static final int LOG_AUDIT = 13;
    private static final int NOTICE = 5;
    private static final int WARNING = 4;
    private static final int LONGEST_MSGID = 32;
    private static final int LONGEST_HOSTNAME = 255;
    /** Six digits of the second are the most that RFC 5424 allows. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private SyslogMessage() {}

    /** The octets of one event, the length in front. */
    static byte[] framed(AuditEvent event, long seal, String hostname) {
        byte[] message = of(event, seal, hostname).getBytes(StandardCharsets.UTF_8);
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] framed = new byte[length.length + message.length];
        System.arraycopy(length, 0, framed, 0, length.length);
        System.arraycopy(message, 0, framed, length.length, message.length);
        return framed;
    }

    static String of(AuditEvent e, long seal, String hostname) {
        StringBuilder out = new StringBuilder(512);
        out.append('<')
                .append(LOG_AUDIT * 8 + (e.result().equals("ok") ? NOTICE : WARNING))
                .append(">1 ")
                .append(TIME.format(e.at()))
                .append(' ')
                .append(word(hostname, LONGEST_HOSTNAME))
                .append(" portcullis - ")
                .append(word(e.kind(), LONGEST_MSGID))
                .append(" [")
                .append(ELEMENT);
        parameter(out, "id", Long.toString(e.id()));
        parameter(out, "seal", Long.toString(seal));
        parameter(out, "kind", e.kind());
        parameter(out, "account", e.account());
        parameter(out, "accountId", e.accountId() == null ? null : e.accountId().toString());
        parameter(out, "credential", e.credential());
        parameter(out, "address", e.address());
        parameter(out, "requestId", e.requestId());
        parameter(out, "result", e.result());
        parameter(out, "repository", e.repository());
        parameter(out, "reference", e.reference());
        parameter(out, "digest", e.digest());
        parameter(out, "detail", e.detail());
        parameter(out, "client", e.client());
        parameter(out, "times", Integer.toString(e.times()));
        return out.append("] ").append(text(e)).toString();
    }

    private static String text(AuditEvent e) {
        return Stream.of(e.account(), e.kind(), e.repository(), e.reference(), e.digest(), e.detail(), e.result())
                .filter(Objects::nonNull)
                .map(Printable::of)
                .collect(Collectors.joining(" "));
    }

    /** Quote, backslash and closing bracket are escaped (RFC 5424, 6.3.3). */
    private static void parameter(StringBuilder out, String name, @Nullable String value) {
        String clean = Printable.of(value);
        if (clean == null) {
            return;
        }
        out.append(' ').append(name).append("=\"");
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** Printable ASCII without a space, or {@code -} for nothing. */
    private static String word(String text, int longest) {
        String word = text.replaceAll("[^!-~]", "_");
        return word.isEmpty() ? "-" : word.substring(0, Math.min(longest, word.length()));
    }
}
