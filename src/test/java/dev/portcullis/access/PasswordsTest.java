package dev.portcullis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.RegistryException;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class PasswordsTest {
    @Inject
    Passwords passwords;

    @Test
    void everyByteCounts() {
        String hash = passwords.hash("nobody", "a".repeat(72) + "b\0c");
        assertThat(passwords.matches("a".repeat(72) + "b\0c", hash)).isTrue();
        assertThat(passwords.matches("a".repeat(72) + "c\0c", hash)).isFalse();
        assertThat(passwords.matches("a".repeat(72) + "b\0d", hash)).isFalse();
        assertThat(passwords.matches("a".repeat(72), hash)).isFalse();
        assertThat(hash).startsWith("pbkdf2-sha512$210000$").doesNotContain("aaaa");
    }

    @Test
    void lengthIsBounded() {
        for (String bad : new String[] {"", "1234567", "x".repeat(1025)}) {
            assertThatThrownBy(() -> passwords.hash("nobody", bad)).isInstanceOf(RegistryException.class);
            assertThat(passwords.matches(bad, null)).isFalse();
        }
        assertThat(passwords.matches("x".repeat(1 << 20), passwords.hash("nobody", "x".repeat(1024))))
                .isFalse();
    }

    @Test
    void whereThereIsNoUserTheSameWorkIsDone() {
        String hash = passwords.hash("nobody", "correct horse battery");
        long known = time(hash);
        long unknown = time(null);
        assertThat((double) unknown / known).isBetween(0.3, 3.0);
    }

    private long time(@org.jspecify.annotations.Nullable String hash) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            assertThat(passwords.matches("wrong horse battery", hash)).isFalse();
            best = Math.min(best, System.nanoTime() - began);
        }
        return best;
    }
}
