package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open redirects, in the spellings that worked at others. */
class ReturnPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example.com",
                "\\\\evil.example.com",
                "/\\evil.example.com",
                "\\/evil.example.com",
                "https:evil.example.com",
                "https://evil.example.com",
                "\t//evil.example.com",
                "/\t/evil.example.com",
                "/\n/evil.example.com",
                "javascript:alert(1)",
                "@evil.example.com",
                ".evil.example.com",
                " /repositories",
                "/a\r\nSet-Cookie: x=y",
                "/\u2215evil.example.com",
                "repositories",
                ""
            })
    void whatIsNoPathOfThisRegistryIsNoWay(String text) {
        assertThat(ReturnPath.of(text)).isNull();
    }

    @Test
    void pathsOfThisRegistryAreTaken() {
        assertThat(ReturnPath.of("/repositories/acme/web?tag=1.0&x=%2F"))
                .isEqualTo("/repositories/acme/web?tag=1.0&x=%2F");
        assertThat(ReturnPath.of("/")).isEqualTo("/");
        assertThat(ReturnPath.of(null)).isNull();
        assertThat(ReturnPath.of("/" + "x".repeat(500))).isNull();
    }
}
