package dev.portcullis.auth;

import java.util.Map;

/** The part of the table of endpoints that belongs to providers and workloads: method and path, and who may call it. */
final class IdentityRules {
    static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("GET /api/v1/workload-issuers", "auditor"),
            Map.entry("POST /api/v1/workload-issuers", "administrator"),
            Map.entry("DELETE /api/v1/workload-issuers/{issuer}", "administrator"),
            Map.entry("GET /api/v1/robots/{robot}/trusts", "member"),
            Map.entry("POST /api/v1/robots/{robot}/trusts", "owner"),
            Map.entry("DELETE /api/v1/robots/{robot}/trusts/{id}", "owner"),
            Map.entry("GET /auth/oidc/{source}/sign-in", "open"),
            Map.entry("GET /auth/oidc/{source}/callback", "open"),
            Map.entry("POST /auth/oidc/{source}/backchannel-logout", "open"),
            Map.entry("GET /auth/oidc/{source}/frontchannel-logout", "open"));

    private IdentityRules() {}
}
