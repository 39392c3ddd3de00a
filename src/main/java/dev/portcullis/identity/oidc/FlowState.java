package dev.portcullis.identity.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.secret.MasterKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What has to be the same when a person comes back from the provider. It travels sealed in a cookie of the browser that
 * began, so that any node can go on with it and no other browser can.
 *
 * @param returnTo where the person wanted to go; null: nowhere in particular
 */
record FlowState(
        String source,
        String state,
        String nonce,
        String verifier,
        String redirectUri,
        @Nullable String returnTo,
        long expiresAt) {
    /** How long a person may take at the provider. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String PLACE = "oidc.flow";
    private static final int MAX_LENGTH = 4096;

    String seal(MasterKey key, ObjectMapper json) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(key.seal(json.writeValueAsBytes(this), PLACE));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What was sealed, or null when it was not by this registry or is too old. */
    static @Nullable FlowState open(MasterKey key, ObjectMapper json, @Nullable String sealed, Instant now) {
        if (sealed == null || sealed.length() > MAX_LENGTH) {
            return null;
        }
        try {
            byte[] opened = key.open(Base64.getUrlDecoder().decode(sealed), PLACE);
            FlowState state = json.readValue(opened, FlowState.class);
            return now.getEpochSecond() < state.expiresAt() ? state : null;
        } catch (IllegalArgumentException | CannotStartException | IOException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "FlowState[" + source + "]";
    }
}
