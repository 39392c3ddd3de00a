package dev.portcullis.blob.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.remote.RefusedSetting;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AzureSettingsTest {
    private static final String KEY = "Y2FuYXJ5";

    @Test
    void theAddressIsTheAccountsUnlessOneIsGiven() {
        assertThat(of("registry", "", null, "acme", KEY).address()).isEqualTo("https://acme.blob.core.windows.net");
        assertThat(of("a-b", "", "http://127.0.0.1:10000/acme/", "acme", KEY).address())
                .isEqualTo("http://127.0.0.1:10000/acme");
    }

    @Test
    void theKeyIsNotTold() {
        assertThat(of("registry", "", null, "acme", KEY))
                .asString()
                .contains("registry", "acme")
                .doesNotContain(KEY);
    }

    @Test
    void whatIsWrongIsToldWithWhatToDo() {
        refuses("bucket", "Correct the container", "Registry", "", null, "acme", KEY);
        refuses("bucket", "Correct the container", "a--b", "", null, "acme", KEY);
        refuses("bucket", "Correct the container", "a".repeat(64), "", null, "acme", KEY);
        refuses("prefix", "Correct the prefix", "registry", "/a/", null, "acme", KEY);
        refuses("endpoint", "setting of its own", "registry", "", "https://a.example.com/x/y", "acme", KEY);
        refuses("endpoint", "must be the account's", "registry", "", "ftp://a.example.com", "acme", KEY);
        refuses("endpoint", "must be the account's", "registry", "", "https://a.example.com?sig=1", "acme", KEY);
        refuses("accessKey", "Correct the account", "registry", "", null, "", KEY);
        refuses("accessKey", "Correct the account", "registry", "", null, "Acme-1", KEY);
        refuses("secretKey", "Copy it again", "registry", "", null, "acme", "");
        refuses("secretKey", "Copy it again", "registry", "", null, "acme", "canary!");
    }

    private static void refuses(
            String field,
            String sentence,
            String container,
            String prefix,
            @Nullable String endpoint,
            String account,
            String key) {
        assertThatThrownBy(() -> of(container, prefix, endpoint, account, key))
                .isInstanceOfSatisfying(
                        RefusedSetting.class,
                        refused -> assertThat(refused.field()).isEqualTo(field))
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("canary!");
    }

    private static AzureSettings of(
            String container, String prefix, @Nullable String endpoint, String account, String key) {
        return new AzureSettings(container, prefix, endpoint == null ? null : URI.create(endpoint), null, account, key);
    }
}
