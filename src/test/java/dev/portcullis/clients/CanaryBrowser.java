package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/** The administrator with a browser: signs in, sets up a second factor, uses a recovery code and takes it away again. */
record CanaryBrowser(RegistryServer server, Witness witness, Canaries canaries, String password) {
    private static final Pattern FACTOR = Pattern.compile("<code>([A-Z2-7 ]{32,})</code>");
    private static final Pattern RECOVERY = Pattern.compile("<li>([a-z2-7]{6}(?:-[a-z2-7]{6}){3})</li>");

    void visit() throws InvalidKeyException {
        String wrong = canaries.make("wrong password in a form");
        try (CanaryVisit page = new CanaryVisit(server, witness)) {
            page.form(401, "/login", "name", "admin", "password", wrong);
            page.form(303, "/login", "name", "admin", "password", password);
            canaries.note("session cookie", page.cookies().get("portcullis"));
            String next = canaries.make("administrator's second password");
            page.form(400, "/account/password", "now", wrong, "password", next, "repeated", next);
            page.form(400, "/account/password", "now", password, "password", next, "repeated", wrong);
            for (String path : List.of("/", "/account", "/account/tokens", "/users/ana", "/system/audit")) {
                page.get(200, path);
            }
            page.form(400, "/account/second-factor/begin", "password", wrong);
            secondFactor(page);
        }
    }

    private void secondFactor(CanaryVisit page) throws InvalidKeyException {
        Matcher shown = FACTOR.matcher(page.shownForm("/account/second-factor/begin", "password", password));
        assertThat(shown.find()).isTrue();
        String text = shown.group(1).replace(" ", "");
        byte[] secret = base32(text);
        canaries.note("second factor", text);
        canaries.note("second factor", secret);
        String code = new TimeBasedOneTimePasswordGenerator()
                .generateOneTimePasswordString(new SecretKeySpec(secret, "RAW"), Instant.now());
        Matcher codes = RECOVERY.matcher(page.shownForm("/account/second-factor/confirm", "code", code));
        List<String> recovery = new ArrayList<>();
        while (codes.find()) {
            canaries.note("recovery code", codes.group(1));
            canaries.note("recovery code", codes.group(1).replace("-", ""));
            recovery.add(codes.group(1));
        }
        assertThat(recovery).hasSize(10);
        canaries.note("session cookie with a second factor", page.cookies().get("portcullis"));
        try (CanaryVisit again = new CanaryVisit(server, witness)) {
            again.form(303, "/login", "name", "admin", "password", password);
            again.cookies().forEach((name, value) -> canaries.note("cookie " + name, value));
            again.form(401, "/login/code", "code", "aaaaaa-aaaaaa-aaaaaa-aaaaaa");
            again.form(303, "/login/code", "code", recovery.getFirst());
            canaries.note("session cookie", again.cookies().get("portcullis"));
        }
        page.form(303, "/account/second-factor/remove", "password", password);
    }

    private static byte[] base32(String text) {
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i));
            bits.append(String.format(Locale.ROOT, "%5s", Integer.toBinaryString(value))
                    .replace(' ', '0'));
        }
        byte[] bytes = new byte[bits.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(bits.substring(i * 8, i * 8 + 8), 2);
        }
        return bytes;
    }
}
