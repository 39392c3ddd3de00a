package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a new password has to be (ASVS 5.0, 6.2): long enough, and none that is guessed first. There is no rule about
 * kinds of characters: those make passwords worse, not better.
 */
final class PasswordRules {
    /** The shortest password in code points (ASVS 6.2.1, NIST SP 800-63B). */
    static final int MIN_LENGTH = 8;
    /** The longest: beyond what anyone types, and far below what would cost us time. Nothing is ever cut off. */
    static final int MAX_LENGTH = 1024;

    private static final String PRODUCT = "portcullis";
    /** The list that zxcvbn ranks by: the most frequent passwords of many breaches, the most frequent first. */
    private static final String LIST = "/com/nulabinc/zxcvbn/matchers/dictionaries/passwords.txt";

    /** Read when the first password is set, by most nodes never. */
    private static final class Common {
        static final Set<String> PASSWORDS = read();
    }

    private PasswordRules() {}

    /** {@link ErrorCode#REQUEST_INVALID} when the password will not do for the account of that name. */
    static void check(String name, String password) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "A password has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters.");
        }
        String folded = password.toLowerCase(Locale.ROOT);
        if (Common.PASSWORDS.contains(folded)) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "This is one of the passwords that are guessed first. Choose another.");
        }
        if (isMadeOf(folded, name) || isMadeOf(folded, PRODUCT)) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "A password is not the user name or the product's, with or without digits.");
        }
    }

    /** How many passwords are refused as too common. */
    static int commonPasswords() {
        return Common.PASSWORDS.size();
    }

    /** Whether nothing but digits and signs tells the password from the word. */
    private static boolean isMadeOf(String folded, String word) {
        String letters = lettersOf(folded);
        return folded.equals(word) || (!letters.isEmpty() && letters.equals(lettersOf(word)));
    }

    private static String lettersOf(String text) {
        return text.codePoints()
                .filter(Character::isLetter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Set<String> read() {
        InputStream list = PasswordRules.class.getResourceAsStream(LIST);
        if (list == null) {
            throw new IllegalStateException("the list of common passwords was not packed");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.strip().toLowerCase(Locale.ROOT))
                    .filter(line -> line.length() >= MIN_LENGTH)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
