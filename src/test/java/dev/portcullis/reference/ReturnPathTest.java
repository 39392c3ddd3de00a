package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/account", "/account?done=password", "/r/acme/web?tag=1.0&x=%2F%2Fe", "/a//b", "/%09/e"})
    void pathsOfThisRegistryAreTaken(String path) {
        assertThat(ReturnPath.orHome(path).text()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "account",
                "//e.example",
                "///e.example",
                "/\\e.example",
                "\\\\e.example",
                "\\/e.example",
                "/a\\b",
                "https:e.example",
                "https://e.example",
                "HTTPS://e.example/account",
                "javascript:alert(1)",
                "data:text/html,x",
                "\t//e.example",
                "/\t/e.example",
                "/\n/e.example",
                "/\r\nSet-Cookie: a=b",
                " /account",
                "/a b",
                "/\0",
                "/\u007f",
                "/\u00e4",
                "\u2028//e.example",
                "@e.example",
                ".e.example",
                "?x",
                "#x"
            })
    void nothingElseIs(String text) {
        assertThat(ReturnPath.orHome(text)).isEqualTo(ReturnPath.HOME);
    }

    @Test
    void nothingAndTooMuchLeadHome() {
        assertThat(ReturnPath.orHome(null)).isEqualTo(ReturnPath.HOME);
        assertThat(ReturnPath.orHome("/" + "a".repeat(2048))).isEqualTo(ReturnPath.HOME);
    }
}
