package dev.portcullis.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows, as a command of the server and as a call of the API: for scripts, and for whoever wants to know how
 * to do without the page. By the address of the page, so that every page has it.
 */
final class SameCommands {
    private static final String REPOSITORY = "/repositories/(?<a>(?:(?!/-/).)+)";
    private static final String ORGANIZATION = "/organizations/(?<a>[^/]+)";

    /**
     * A kind of page.
     *
     * @param command without the program; empty where there is none
     * @param call a path of the API; empty where there is none
     */
    private record Kind(Pattern page, String command, String call) {
        static Kind of(String page, String command, String call) {
            return new Kind(Pattern.compile(page), command, call);
        }
    }

    private static final List<Kind> KINDS = List.of(
            Kind.of("/repositories", "repo list", "/api/v1/repositories"),
            Kind.of(REPOSITORY + "/-/tags", "", "/v2/{a}/tags/list"),
            Kind.of(REPOSITORY + "/-/tags/(?<b>[^/]+)(/.*)?", "", "/v2/{a}/manifests/{b}"),
            Kind.of(REPOSITORY + "/-/permissions", "grant list --on {a}", "/api/v1/repositories/{a}/grants"),
            Kind.of(REPOSITORY + "/-/activity", "audit list --repository {a}", "/api/v1/repositories/{a}/activity"),
            Kind.of(REPOSITORY + "/-/delete", "repo delete {a} --yes", ""),
            Kind.of(REPOSITORY + "(/-/(edit|settings))?", "", "/api/v1/repositories/{a}"),
            Kind.of("/organizations", "org list", "/api/v1/organizations"),
            Kind.of(ORGANIZATION, "org member list {a}", "/api/v1/organizations/{a}/members"),
            Kind.of(ORGANIZATION + "/teams", "org team list {a}", "/api/v1/organizations/{a}/teams"),
            Kind.of(
                    ORGANIZATION + "/teams/(?<b>[^/]+)",
                    "org team list {a}",
                    "/api/v1/organizations/{a}/teams/{b}/members"),
            Kind.of(ORGANIZATION + "/robots", "robot list --org {a}", "/api/v1/organizations/{a}/robots"),
            Kind.of(ORGANIZATION + "/robots/(?<b>[^/]+)", "", "/api/v1/robots/{b}"),
            Kind.of("/users", "user list", "/api/v1/accounts"),
            Kind.of("/users/(?<a>[^/]+)", "", "/api/v1/accounts/{a}"),
            Kind.of("/account/tokens", "", "/api/v1/account/tokens"),
            Kind.of("/account", "", "/api/v1/account"),
            Kind.of("/system/general", "settings show general", "/api/v1/settings/general"),
            Kind.of("/system/proxy", "settings show proxy", "/api/v1/settings/proxy"),
            Kind.of("/system/tls", "tls show", "/api/v1/tls"),
            Kind.of("/system/storage", "storage show", "/api/v1/storage"),
            Kind.of("/system/sign-in", "source list", "/api/v1/identity-sources"),
            Kind.of("/system/sign-in/(?<a>[^/]+)/syncs", "source syncs {a}", "/api/v1/identity-sources/{a}/syncs"),
            Kind.of("/system/sign-in/(?<a>[^/]+)", "source show {a}", "/api/v1/identity-sources/{a}"),
            Kind.of("/system/health", "doctor", "/health/ready"),
            Kind.of("/system/garbage", "gc --dry-run", ""),
            Kind.of("/system/backup", "settings show backup", "/api/v1/backups"),
            Kind.of("/system/jobs", "job list", "/api/v1/jobs"),
            Kind.of("/system/jobs/runs/(?<a>[0-9]+)", "job show {a}", "/api/v1/jobs/runs/{a}/log"),
            Kind.of("/system/audit", "audit list", "/api/v1/audit"));

    private SameCommands() {}

    /**
     * For the page at that path; empty where there is nothing of the kind.
     *
     * @param address the registry's own
     * @param name the visitor's
     */
    static List<String> of(String path, String address, String name) {
        for (Kind kind : KINDS) {
            Matcher matcher = kind.page().matcher(path);
            if (matcher.matches()) {
                List<String> lines = new ArrayList<>();
                if (!kind.command().isEmpty()) {
                    lines.add("bin/portcullis " + filled(kind.command(), matcher));
                }
                if (!kind.call().isEmpty()) {
                    lines.add("curl -u " + name + " " + address + filled(kind.call(), matcher));
                }
                return lines;
            }
        }
        return List.of();
    }

    private static String filled(String text, Matcher matcher) {
        String filled = text;
        for (String group : matcher.namedGroups().keySet()) {
            String value = matcher.group(group);
            filled = filled.replace("{" + group + "}", value == null ? "" : value);
        }
        return filled;
    }
}
