package dev.portcullis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.RegistryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ASVS 5.0, 6.2.1 to 6.2.9. */
class PasswordRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery",
                "correct horse",
                "a real secret of the tests",
                "aaaabbbc",
                "xyzzyxqz",
                "mein Pa\u00dfwort ist gut",
                "\ud83d\udd11\ud83d\udd12\ud83d\udeaa\ud83c\udff0\ud83d\udd11\ud83d\udd12\ud83d\udeaa\ud83c\udff0",
                "ana likes long walks",
                "portcullis is a gate"
            })
    void anythingLongAndUncommonWillDo(String password) {
        assertThatCode(() -> PasswordRules.check("ana", password)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "PassWord", "12345678", "iloveyou", "football", "1qaz2wsx", "sunshine1"})
    void whatIsGuessedFirstIsRefused(String password) {
        assertThatThrownBy(() -> PasswordRules.check("ana", password))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("guessed first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"first-admin", "First-Admin", "first-admin1", "2026firstadmin!", "portcullis", "Portcullis2026"})
    void theNameOfAccountAndProductAreRefused(String password) {
        assertThatThrownBy(() -> PasswordRules.check("first-admin", password))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("user name");
    }

    @Test
    void lengthIsCountedInCharactersAndNothingIsCutOff() {
        String key = "\ud83d\udd11";
        assertThatThrownBy(() -> PasswordRules.check("ana", key.repeat(7))).hasMessageContaining("8 to 1024");
        assertThatCode(() -> PasswordRules.check("ana", key.repeat(1024))).doesNotThrowAnyException();
        assertThatThrownBy(() -> PasswordRules.check("ana", key.repeat(1025))).hasMessageContaining("8 to 1024");
    }

    @Test
    void aNameOfDigitsIsRefusedAsItIs() {
        assertThatThrownBy(() -> PasswordRules.check("73915504", "73915504")).isInstanceOf(RegistryException.class);
        assertThatCode(() -> PasswordRules.check("73915504", "73915505")).doesNotThrowAnyException();
    }

    @Test
    void theListHoldsAtLeastTheThreeThousandThatAreAsked() {
        assertThat(PasswordRules.commonPasswords()).isGreaterThan(3000);
    }
}
