package dev.portcullis.auth;

import java.util.Map;

/** The part of the table of endpoints that belongs to providers, workloads and settings: method and path, and who may call it. */
final class IdentityRules {
    static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("GET /api/v1/backups", "auditor"),
            Map.entry("GET /api/v1/cluster", "auditor"),
            Map.entry("GET /api/v1/jobs", "auditor"),
            Map.entry("GET /api/v1/jobs/runs", "auditor"),
            Map.entry("GET /api/v1/jobs/runs/{id}", "auditor"),
            Map.entry("GET /api/v1/jobs/runs/{id}/log", "auditor"),
            Map.entry("POST /api/v1/jobs/runs/{id}/cancel", "administrator"),
            Map.entry("POST /api/v1/jobs/{kind}/runs", "administrator"),
            Map.entry("PUT /api/v1/jobs/{kind}/schedule", "administrator"),
            Map.entry("DELETE /api/v1/jobs/{kind}/schedule", "administrator"),
            Map.entry("POST /api/v1/storage/move/finish", "administrator"),
            Map.entry("POST /api/v1/storage/move/back", "administrator"),
            Map.entry("POST /api/v1/storage/move/switch", "administrator"),
            Map.entry("POST /api/v1/storage/move", "administrator"),
            Map.entry("POST /api/v1/storage/test", "administrator"),
            Map.entry("GET /api/v1/storage", "auditor"),
            Map.entry("GET /.well-known/acme-challenge/{token}", "open"),
            Map.entry("POST /api/v1/tls/acme", "administrator"),
            Map.entry("GET /ca", "open"),
            Map.entry("POST /api/v1/tls/generate", "administrator"),
            Map.entry("PUT /api/v1/tls/certificate", "administrator"),
            Map.entry("GET /api/v1/tls", "auditor"),
            Map.entry("GET /api/v1/settings", "auditor"),
            Map.entry("GET /api/v1/settings/{section}", "auditor"),
            Map.entry("PUT /api/v1/settings/{section}", "administrator"),
            Map.entry("GET /api/v1/settings/{section}/versions", "auditor"),
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
