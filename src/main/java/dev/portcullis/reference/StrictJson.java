package dev.portcullis.reference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk over one JSON object that leaves no room for two readings: UTF-8 without a byte order mark, no name twice, no
 * second spelling of a known name, nothing behind the end, and bounds on depth, strings, numbers and tokens. It streams,
 * so that memory follows what is kept and not what was sent.
 */
final class StrictJson {
    private static final JsonFactory STRICT = factory(true);
    private static final JsonFactory LENIENT = factory(false);

    private static final int LONGEST_QUOTE = 200;

    /** Reads the value of one field. */
    @FunctionalInterface
    interface FieldReader {
        /** Consumes the field's value: the parser stands on its first token. */
        void read(String name) throws IOException;
    }

    /** Reads a whole document. */
    @FunctionalInterface
    interface DocumentReader {
        void read(StrictJson json) throws IOException;
    }

    private final JsonParser parser;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    private static JsonFactory factory(boolean strict) {
        return ((JsonFactoryBuilder) JsonFactory.builder())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                // Names come from strangers: remembering them between documents would let one grow a shared table.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(ManifestDocument.MAX_DEPTH)
                        .maxStringLength(ManifestDocument.MAX_STRING)
                        .maxNumberLength(100)
                        .maxTokenCount(ManifestDocument.MAX_TOKENS)
                        .build())
                .build();
    }

    /** Lets the reader walk over the one object that the content must be. */
    static void read(byte[] content, DocumentReader reader) {
        try (JsonParser parser = STRICT.createParser(decode(content))) {
            parser.nextToken();
            reader.read(new StrictJson(parser));
            if (parser.nextToken() != null) {
                throw invalid("Something follows the end of the JSON object.");
            }
        } catch (StreamConstraintsException e) {
            throw invalid("The JSON is beyond this registry's bounds (nesting " + ManifestDocument.MAX_DEPTH
                    + ", strings of " + ManifestDocument.MAX_STRING + " characters, " + ManifestDocument.MAX_TOKENS
                    + " names and values): " + quote(e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw invalid("This is not strict JSON, line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + quote(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    /**
     * The {@code mediaType} of content that need not be JSON at all: the first one at the top, in any spelling that a
     * lenient reader might take for it, that differs from the expected one; or else the expected one if it is there.
     */
    static @Nullable String claimedMediaType(byte[] content, @Nullable String expected) {
        String found = null;
        try (JsonParser parser = LENIENT.createParser(decode(content))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean claim = "mediaType".equalsIgnoreCase(parser.currentName());
                if (parser.nextToken() == JsonToken.VALUE_STRING && claim) {
                    found = parser.getText();
                    if (!found.equals(expected)) {
                        return found;
                    }
                }
                parser.skipChildren();
            }
        } catch (IOException | RegistryException notJson) {
            return found;
        }
        return found;
    }

    /**
     * Walks over the object that begins here.
     *
     * @param known the names that the reader wants; the rest is checked and passed over
     */
    void object(String where, Set<String> known, FieldReader reader) throws IOException {
        expect(JsonToken.START_OBJECT, where, "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (known.contains(name)) {
                reader.read(name);
            } else {
                refuseOtherSpelling(where, name, known);
                skip();
            }
        }
    }

    /** Walks over the object that begins here, whatever its names are. */
    void entries(String where, FieldReader reader) throws IOException {
        expect(JsonToken.START_OBJECT, where, "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            reader.read(name);
        }
    }

    /** Walks over the array that begins here; the reader gets {@code where[0]}, {@code where[1]} and so on. */
    void array(String where, int limit, FieldReader reader) throws IOException {
        expect(JsonToken.START_ARRAY, where, "an array");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == limit) {
                throw invalid(where, "This registry takes at most " + limit + ".");
            }
            reader.read(where + "[" + i + "]");
        }
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** The string that stands here. Half a surrogate pair is refused: it cannot be written as UTF-8 again. */
    String text(String where) throws IOException {
        expect(JsonToken.VALUE_STRING, where, "a string");
        requireShort(parser.getTextLength());
        String text = parser.getText();
        if (!StandardCharsets.UTF_16.newEncoder().canEncode(text)) {
            throw invalid(where, "This is not valid Unicode text.");
        }
        return text;
    }

    /** The whole number that stands here, from 0 to the largest long. */
    long count(String where) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT, where, "a whole number, without fraction or exponent");
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER || parser.getLongValue() < 0) {
            throw invalid(where, "This must lie between 0 and " + Long.MAX_VALUE + ".");
        }
        return parser.getLongValue();
    }

    static RegistryException invalid(String sentence) {
        return new RegistryException(ErrorCode.MANIFEST_INVALID, sentence);
    }

    static RegistryException invalid(String where, String sentence) {
        return invalid(where + ": " + sentence);
    }

    /** Text of the client's, cut to a length that an error may carry. */
    static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    /** Passes over a value; by hand, since the parser bounds only the strings that somebody looks at. */
    void skip() throws IOException {
        int depth = 0;
        do {
            switch (parser.currentToken()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case VALUE_STRING -> requireShort(parser.getTextLength());
                default -> {}
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    /** Go's JSON reader, and so most clients, takes {@code Layers} for {@code layers}: another reading of one body. */
    private static void refuseOtherSpelling(String where, String name, Set<String> known) {
        for (String exact : known) {
            if (exact.equalsIgnoreCase(name)) {
                throw invalid(where, "\"" + name + "\" must be spelt \"" + exact + "\".");
            }
        }
    }

    private static void requireShort(int length) {
        if (length > ManifestDocument.MAX_STRING) {
            throw invalid("A string is longer than " + ManifestDocument.MAX_STRING + " characters.");
        }
    }

    private void expect(JsonToken token, String where, String what) {
        if (parser.currentToken() != token) {
            throw invalid(where, "This must be " + what + ".");
        }
    }

    /** Decodes here, since the parser's own decoder repairs what is not UTF-8. */
    private static String decode(byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("The manifest is not UTF-8.");
        }
        if (text.startsWith("\uFEFF")) {
            throw invalid("The manifest begins with a byte order mark; send it without.");
        }
        return text;
    }
}
