package dev.portcullis.auth;

import java.util.Map;

/** The pages of {@link EndpointMatrixTest}: method and path, and who may call it. */
final class PageRules {
    static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("GET /login", "open"),
            Map.entry("POST /login", "open, own forms"),
            Map.entry("GET /login/code", "open"),
            Map.entry("POST /login/code", "open, own forms"),
            Map.entry("POST /logout", "open, own forms"),
            Map.entry("GET /account", "session"),
            Map.entry("GET /account/{form: .+}", "session"),
            Map.entry("POST /account/password", "session"),
            Map.entry("POST /account/sessions/{id: [0-9]{1,18}}/end", "session"),
            Map.entry("POST /account/sessions/end-others", "session"),
            Map.entry("GET /account/second-factor/{form: .+}", "session"),
            Map.entry("POST /account/second-factor/begin", "session"),
            Map.entry("POST /account/second-factor/confirm", "session"),
            Map.entry("POST /account/second-factor/recovery-codes", "session"),
            Map.entry("POST /account/second-factor/remove", "session"),
            Map.entry("GET /assets/{file}", "open"),
            Map.entry("GET /setup/{token}", "open"),
            Map.entry("POST /setup/{token}", "open"));

    private PageRules() {}
}
