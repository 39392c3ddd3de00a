package dev.portcullis.auth;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jspecify.annotations.Nullable;

/** The answers that ask a client to sign in: the Bearer challenge of the Docker token specification. */
@Singleton
final class Challenges {
    private final PublicAddress address;
    private final TokenConfig config;

    Challenges(PublicAddress address, TokenConfig config) {
        this.address = address;
        this.config = config;
    }

    /** Asks to sign in, for a scope unless it is empty. Every caller passes a scope made of legal characters only. */
    RegistryException signIn(ServerHttpRequest request, String scope) {
        return challenge(request, scope, null);
    }

    /** Asks for name and password, or a token in the place of the password: what the management API takes. */
    static RegistryException basic() {
        return new RegistryException(ErrorCode.UNAUTHORIZED, "Sign in with name and password, or with an access token.")
                .header("WWW-Authenticate", "Basic realm=\"Portcullis\", charset=\"UTF-8\"");
    }

    /** The token is not ours, has expired, or its account or repository is gone. */
    RegistryException invalidToken(ServerHttpRequest request, String scope) {
        return challenge(request, scope, "invalid_token");
    }

    /** The token is good but was issued for less. */
    RegistryException insufficientScope(ServerHttpRequest request, String scope) {
        return challenge(request, scope, "insufficient_scope");
    }

    private RegistryException challenge(ServerHttpRequest request, String scope, @Nullable String error) {
        StringBuilder header = new StringBuilder("Bearer realm=\"")
                .append(address.of(request))
                .append("/auth/token\",service=\"")
                .append(config.service())
                .append('"');
        if (!scope.isEmpty()) {
            header.append(",scope=\"").append(scope).append('"');
        }
        if (error != null) {
            header.append(",error=\"").append(error).append('"');
        }
        return new RegistryException(ErrorCode.UNAUTHORIZED).header("WWW-Authenticate", header.toString());
    }
}
