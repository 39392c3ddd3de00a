package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.util.Debug;
import com.unboundid.util.DebugType;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.SignInOutcome;
import dev.portcullis.testing.Slapd;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** SEC-J: whatever an operator has the library write to find a fault, no password is in it. */
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class LibraryDebugTest {
    private static final String WRONG = "canary, not the password";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** As the library's own system properties do at the start. */
    @BeforeEach
    void everything() {
        Debug.getLogger().setLevel(Level.ALL);
        Debug.getLogger().addHandler(handler);
        Debug.setEnabled(true, EnumSet.allOf(DebugType.class));
    }

    @AfterEach
    void nothing() {
        Debug.setEnabled(false);
        Debug.getLogger().removeHandler(handler);
        Debug.getLogger().setLevel(null);
    }

    @Test
    void noPasswordIsWritten() {
        try (Slapd slapd = Slapd.start(Ldif.person("ana"), false)) {
            LdapSignIn signIn = new LdapSignIn(new Directories());
            IdentitySource searched = Sources.of(Sources.plain(slapd, "{}"), Slapd.PASSWORD);
            IdentitySource direct = Sources.of(
                    Sources.plain(slapd, "{'directBind': 'uid={login},ou=people," + Slapd.SUFFIX + "'}"),
                    Slapd.PASSWORD);
            for (IdentitySource source : List.of(searched, direct)) {
                assertThat(signIn.signIn(source, "ana", Slapd.PASSWORD)).isInstanceOf(SignInOutcome.Proved.class);
                assertThat(signIn.signIn(source, "ana", WRONG)).isNotInstanceOf(SignInOutcome.Proved.class);
            }
        }
        String all = String.join("\n", lines);
        assertThat(all).as("the rest is written").contains("uid=ana,ou=people");
        for (String password : List.of(Slapd.PASSWORD, WRONG)) {
            String hex = HexFormat.of().formatHex(password.getBytes(StandardCharsets.UTF_8));
            assertThat(all).doesNotContain(password);
            assertThat(all.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "")).doesNotContain(hex);
        }
    }
}
