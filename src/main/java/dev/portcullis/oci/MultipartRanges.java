package dev.portcullis.oci;

import dev.portcullis.blob.StoredContent;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Several parts of one content as {@code multipart/byteranges} (RFC 9110, 14.6). Lazy pullers ask for them. */
final class MultipartRanges implements StreamingOutput {
    private final StoredContent content;
    private final List<ByteRanges.Part> parts;
    private final String boundary = UUID.randomUUID().toString().replace("-", "");

    MultipartRanges(StoredContent content, List<ByteRanges.Part> parts) {
        this.content = content;
        this.parts = parts;
    }

    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The length of the whole body in bytes. */
    long length() {
        long length = end().length;
        for (ByteRanges.Part part : parts) {
            length += head(part).length + part.length();
        }
        return length;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        for (ByteRanges.Part part : parts) {
            out.write(head(part));
            try (InputStream in = content.stream(part.first(), part.length())) {
                in.transferTo(out);
            }
        }
        out.write(end());
    }

    private byte[] head(ByteRanges.Part part) {
        return ("\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: "
                        + part.contentRange(content.size()) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] end() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
