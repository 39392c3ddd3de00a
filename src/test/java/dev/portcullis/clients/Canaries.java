package dev.portcullis.clients;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Secrets that occur nowhere else, and the ways in which they could be written down. */
final class Canaries {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** One way to write one secret, in small letters. */
    record Spelling(String secret, String how, String text) {}

    private final List<Spelling> spellings = new ArrayList<>();

    /**
     * A new one to be sent. It holds a letter that addresses, JSON and HTML may write in other ways, and behind it
     * enough of those that nobody writes in any other.
     */
    String make(String secret) {
        String random = HexFormat.of().toHexDigits(RANDOM.nextLong());
        note(secret, "Canary+" + random);
        spell(secret, "in part", random);
        note(secret + " in part", random.getBytes(StandardCharsets.UTF_8));
        return "Canary+" + random;
    }

    /** One that the registry has made. */
    void note(String secret, String value) {
        if (value.length() < 12) {
            throw new AssertionError(secret + " is too short to be found: " + value);
        }
        spell(secret, "as it is", value);
        spell(secret, "as in an address", URLEncoder.encode(value, StandardCharsets.UTF_8));
        note(secret, value.getBytes(StandardCharsets.UTF_8));
    }

    /** One that is no text. */
    void note(String secret, byte[] value) {
        spell(secret, "in hex", HexFormat.of().formatHex(value));
        // What stands before it in the same text, as the name in Basic credentials, moves it by up to two bytes.
        for (int before = 0; before < 3; before++) {
            byte[] moved = new byte[before + value.length];
            System.arraycopy(value, 0, moved, before, value.length);
            int from = (before * 8 + 5) / 6;
            int to = moved.length * 8 / 6;
            spell(secret, "in base64", Base64.getEncoder().encodeToString(moved).substring(from, to));
            spell(
                    secret,
                    "in base64url",
                    Base64.getUrlEncoder().encodeToString(moved).substring(from, to));
        }
    }

    private void spell(String secret, String how, String text) {
        spellings.add(new Spelling(secret, how, text.toLowerCase(Locale.ROOT)));
    }

    List<Spelling> spellings() {
        return spellings.stream().distinct().toList();
    }
}
