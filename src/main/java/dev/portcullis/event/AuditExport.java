package dev.portcullis.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the audit log out, newest first, a page in memory at a time. */
@Singleton
public final class AuditExport {
    private static final List<String> HEADER = List.of(
            "id",
            "at",
            "kind",
            "account",
            "account_id",
            "credential",
            "address",
            "request_id",
            "result",
            "repository",
            "reference",
            "digest",
            "detail",
            "client",
            "times");

    private final AuditLog log;
    private final ObjectMapper json;

    /** How it is written. */
    public enum Format {
        /** RFC 4180, with a header. */
        CSV("text/csv; charset=utf-8"),
        /** One JSON object a line. */
        JSONL("application/x-ndjson");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    AuditExport(AuditLog log, ObjectMapper json) {
        this.log = log;
        this.json = json;
    }

    /** Writes all events that fit the query as of now, and flushes; the stream stays open. */
    public void write(AuditQuery query, Format format, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        try {
            if (format == Format.CSV) {
                writer.write(csv(new ArrayList<>(HEADER)));
            }
            log.forEach(untilNow(query), event -> line(writer, format, event));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        writer.flush();
    }

    /** Otherwise an export of a busy registry might meet its own request, and never end on a small one. */
    private static AuditQuery untilNow(AuditQuery q) {
        Instant now = Instant.now();
        Instant until = q.until();
        return new AuditQuery(
                q.account(),
                q.kind(),
                q.repository(),
                q.result(),
                q.from(),
                until == null || until.isAfter(now) ? now : until,
                q.address(),
                q.request());
    }

    private void line(Writer writer, Format format, AuditEvent event) {
        try {
            writer.write(
                    switch (format) {
                        case CSV -> csv(cells(event));
                        case JSONL -> json.writeValueAsString(event) + "\n";
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<@Nullable String> cells(AuditEvent e) {
        return Arrays.asList(
                Long.toString(e.id()),
                e.at().toString(),
                e.kind(),
                e.account(),
                e.accountId() == null ? null : e.accountId().toString(),
                e.credential(),
                e.address(),
                e.requestId(),
                e.result(),
                e.repository(),
                e.reference(),
                e.digest(),
                e.detail(),
                e.client(),
                Integer.toString(e.times()));
    }

    /** One record of RFC 4180; what a spreadsheet would take for a formula gets an apostrophe in front (OWASP). */
    static String csv(List<@Nullable String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
        }
        return line.append("\r\n").toString();
    }

    private static String cell(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
