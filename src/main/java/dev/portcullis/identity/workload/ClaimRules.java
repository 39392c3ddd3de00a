package dev.portcullis.identity.workload;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a token must be for a robot to trust it: all of these. A name that begins with a slash goes into
 * claims within claims: {@code /kubernetes.io/namespace}.
 */
record ClaimRules(Map<String, String> patterns) {
    private static final int MAX_RULES = 20;
    private static final int MAX_LENGTH = 500;

    /** Claims that tell whose workload it is, at the platforms that we know of. */
    private static final Set<String> IDENTIFYING = Set.of(
            "sub",
            "repository", // GitHub
            "repository_id",
            "repository_owner",
            "repository_owner_id",
            "job_workflow_ref",
            "project_path", // GitLab
            "project_id",
            "namespace_path",
            "namespace_id",
            "azp", // client credentials of Keycloak and others
            "client_id",
            "oid", // Entra
            "appid",
            "email",
            "/kubernetes.io/namespace");

    /** The rules; {@link ErrorCode#REQUEST_INVALID} when they would let in workloads of anyone. */
    static ClaimRules check(Map<String, String> patterns) {
        if (patterns.size() > MAX_RULES) {
            throw IssuerSettings.invalid("A trust has at most " + MAX_RULES + " claims.");
        }
        patterns.forEach((name, pattern) -> {
            if (name.isBlank() || pattern.isBlank() || name.length() > MAX_LENGTH || pattern.length() > MAX_LENGTH) {
                throw IssuerSettings.invalid(
                        "A claim has a name and a value, each of at most " + MAX_LENGTH + " characters.");
            }
        });
        if (patterns.entrySet().stream().noneMatch(rule -> identifies(rule.getKey(), rule.getValue()))) {
            throw tooWide();
        }
        return new ClaimRules(new TreeMap<>(patterns));
    }

    private static RegistryException tooWide() {
        return IssuerSettings.invalid(
                "These claims would let in workloads of other people, since everyone at that issuer"
                        + " gets its tokens. Name whose they must be with sub, repository, project_path, azp or the like, such as"
                        + " repository=acme/web or sub=repo:acme/web:*; what stands before a * ends with / or : behind a name.");
    }

    /**
     * Whether the rule holds for the workloads of somebody only. A pattern has to name at least the owner before its
     * first star: {@code acme/*}, {@code repo:acme/*}, and neither {@code acme*} nor {@code repo:*}.
     */
    private static boolean identifies(String name, String pattern) {
        if (!IDENTIFYING.contains(name)) {
            return false;
        }
        String start = ClaimPattern.fixedStart(pattern);
        if (start.length() == pattern.length()) {
            return true;
        }
        long separators = start.chars().filter(ClaimRules::isSeparator).count();
        boolean ended = !start.isEmpty() && isSeparator(start.charAt(start.length() - 1));
        // A sub begins with the kind of what it names: repo:, project_path:, system:serviceaccount:.
        int wanted = start.startsWith("system:") ? 3 : name.equals("sub") ? 2 : 1;
        return ended && separators >= wanted && start.length() > separators;
    }

    private static boolean isSeparator(int c) {
        return c == '/' || c == ':';
    }

    /** Whether every rule holds. */
    boolean match(Map<String, Object> claims) {
        return patterns.entrySet().stream().allMatch(rule -> matches(rule.getValue(), find(claims, rule.getKey())));
    }

    /** Numbers and truth values are compared as they are written; of several values one has to match. */
    private static boolean matches(String pattern, @Nullable Object value) {
        return switch (value) {
            case String text -> ClaimPattern.matches(pattern, text);
            case Number number -> ClaimPattern.matches(pattern, number.toString());
            case Boolean truth -> ClaimPattern.matches(pattern, truth.toString());
            case Collection<?> several ->
                several.stream().anyMatch(one -> one instanceof String && matches(pattern, one));
            case null, default -> false;
        };
    }

    private static @Nullable Object find(Map<String, Object> claims, String name) {
        if (!name.startsWith("/")) {
            return claims.get(name);
        }
        Object at = claims;
        for (String step : name.substring(1).split("/", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }
}
