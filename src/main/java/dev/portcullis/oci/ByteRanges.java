package dev.portcullis.oci;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code Range} of a request (RFC 9110, 14.2), resolved against a size. Places are counted from 0, in bytes. */
final class ByteRanges {
    /** More parts than this are answered with the whole content: nobody needs them, and they multiply work. */
    private static final int MOST = 64;

    /** One part of the content; both ends belong to it. */
    record Part(long first, long last) {
        long length() {
            return last - first + 1;
        }

        String contentRange(long size) {
            return "bytes " + first + "-" + last + "/" + size;
        }
    }

    private ByteRanges() {}

    /**
     * The parts that are wanted, in the order asked; none means the whole content (no header, another unit, or too
     * many parts). {@link ErrorCode#RANGE_INVALID} when no part lies inside of the content.
     */
    static List<Part> resolve(@Nullable String header, long size) {
        if (header == null || !header.startsWith("bytes=")) {
            return List.of();
        }
        String[] specs = header.substring("bytes=".length()).split(",", MOST + 1);
        if (specs.length > MOST) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        for (String spec : specs) {
            Part part = part(spec.strip(), size);
            if (part != null) {
                parts.add(part);
            }
        }
        if (parts.isEmpty() || total(parts) > Math.max(size, 1) * 2) {
            throw new RegistryException(ErrorCode.RANGE_INVALID, "The content has " + size + " bytes.")
                    .header("Content-Range", "bytes */" + size);
        }
        return parts;
    }

    private static long total(List<Part> parts) {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** The part, cut to the content; null when it lies outside or is no range at all. */
    private static @Nullable Part part(String spec, long size) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long first = number(spec.substring(0, dash));
        long last = number(spec.substring(dash + 1));
        if (dash == 0) {
            return last <= 0 || size == 0 ? null : new Part(Math.max(0, size - last), size - 1);
        }
        boolean open = dash == spec.length() - 1;
        if (first < 0 || first >= size || (!open && last < first)) {
            return null;
        }
        return new Part(first, open ? size - 1 : Math.min(last, size - 1));
    }

    /** The number, or -1 when the text is none. */
    private static long number(String text) {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }
}
