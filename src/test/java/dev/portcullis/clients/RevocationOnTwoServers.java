package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Slapd;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * SEC-C: what one server takes away, another one refuses within a second, to tokens that it has just taken.
 *
 * @param here the port where rights change
 * @param there the port where they are used
 */
record RevocationOnTwoServers(int here, int there, String adminPassword) {
    private static final Duration BOUND = Duration.ofSeconds(1);

    void check() {
        Api admin = Api.as(here, "admin", adminPassword);
        admin.succeeds("POST", "/api/v1/organizations", "{\"name\":\"revoke\",\"owner\":\"admin\"}");
        admin.succeeds("POST", "/api/v1/organizations/revoke/teams", "{\"name\":\"devs\"}");
        admin.succeeds("POST", "/api/v1/repositories", "{\"name\":\"revoke/web\"}");
        admin.succeeds(
                "PUT",
                "/api/v1/organizations/revoke/grants",
                "{\"to\":\"team:revoke/devs\",\"on\":\"revoke/*\",\"role\":\"read-only\"}");
        grant(admin);
        membership(admin);
        account(admin);
        accessToken(admin);
        robot(admin);
        if (Slapd.isInstalled()) {
            groupOfADirectory(admin);
        }
        repository(admin);
    }

    private void grant(Api admin) {
        user(admin, "granted");
        String grants = "/api/v1/repositories/revoke/web/grants";
        admin.succeeds("PUT", grants, "{\"to\":\"user:granted\",\"role\":\"read-write\"}");
        within(
                "a grant is taken back",
                pull("granted", adminPassword),
                404,
                () -> admin.succeeds("DELETE", grants + "?to=user:granted", ""));
    }

    private void membership(Api admin) {
        user(admin, "member");
        admin.succeeds("PUT", "/api/v1/organizations/revoke/members/member", "{}");
        String membership = "/api/v1/organizations/revoke/teams/devs/members/member";
        admin.succeeds("PUT", membership, "");
        within(
                "a membership is taken away",
                pull("member", adminPassword),
                404,
                () -> admin.succeeds("DELETE", membership, ""));
    }

    private void account(Api admin) {
        user(admin, "leaver");
        admin.succeeds("PUT", "/api/v1/repositories/revoke/web/grants", "{\"to\":\"user:leaver\",\"role\":\"admin\"}");
        within(
                "an account is deactivated",
                pull("leaver", adminPassword),
                401,
                () -> admin.succeeds("PATCH", "/api/v1/accounts/leaver", "{\"active\":false}"));
    }

    private void accessToken(Api admin) {
        String made = admin.succeeds("POST", "/api/v1/account/tokens", "{\"label\":\"ci\",\"actions\":[\"pull\"]}");
        within(
                "an access token is revoked",
                pull("admin", Api.text(made, "secret")),
                401,
                () -> admin.succeeds("DELETE", "/api/v1/tokens?account=admin", ""));
    }

    private void robot(Api admin) {
        String made = admin.succeeds(
                "POST",
                "/api/v1/robots/revoke+ci",
                "{\"permissions\":[{\"repositories\":\"revoke/*\",\"actions\":[\"pull\"]}]}");
        within(
                "a robot's secret is rotated without overlap",
                pull("revoke+ci", Api.text(made, "secret")),
                401,
                () -> admin.succeeds("PUT", "/api/v1/robots/revoke+ci/secret", "{\"overlapSeconds\":0}"));
    }

    /** A group is left in the directory, and the next synchronization takes its team's rights along. */
    private void groupOfADirectory(Api admin) {
        String person = """
                dn: uid=%1$s,ou=people,dc=example,dc=test
                objectClass: inetOrgPerson
                uid: %1$s
                cn: %1$s
                sn: %1$s
                userPassword: %2$s

                """;
        String group = """
                dn: cn=devs,ou=groups,dc=example,dc=test
                objectClass: groupOfNames
                cn: devs
                member: uid=dora,ou=people,dc=example,dc=test
                member: uid=stays,ou=people,dc=example,dc=test
                """;
        try (Slapd slapd = Slapd.start(
                person.formatted("dora", Slapd.PASSWORD) + person.formatted("stays", Slapd.PASSWORD) + group, false)) {
            admin.succeeds("POST", "/api/v1/identity-sources", """
                    {"name":"corp","kind":"ldap","secret":"%s","settings":{"servers":["%s"],"encryption":"none",
                     "bindDn":"%s","users":[{"base":"ou=people,%s"}]}}""".formatted(
                            Slapd.PASSWORD, slapd.url(), Slapd.READER, Slapd.SUFFIX));
            admin.succeeds("POST", "/api/v1/organizations/revoke/teams", "{\"name\":\"corp\"}");
            admin.succeeds("PUT", "/api/v1/organizations/revoke/teams/corp/sync", """
                    {"source":"corp","settings":{"groupDn":"cn=devs,ou=groups,dc=example,dc=test","memberAttribute":"member"}}""");
            admin.succeeds(
                    "PUT",
                    "/api/v1/organizations/revoke/grants",
                    "{\"to\":\"team:revoke/corp\",\"on\":\"revoke/*\",\"role\":\"read-only\"}");
            // The first sign-in makes the account, and the synchronization puts it into the team.
            Api.as(here, "dora", Slapd.PASSWORD).succeeds("GET", "/auth/token", "");
            synchronize(admin);
            within("a group of the directory is left", pull("dora", Slapd.PASSWORD), 404, () -> {
                slapd.modify("""
                        dn: cn=devs,ou=groups,dc=example,dc=test
                        changetype: modify
                        delete: member
                        member: uid=dora,ou=people,dc=example,dc=test
                        """);
                synchronize(admin);
            });
        }
    }

    private static void synchronize(Api admin) {
        String begun = admin.succeeds("POST", "/api/v1/identity-sources/corp/sync", "{}");
        String run = "/api/v1/identity-sources/corp/syncs/" + begun.replaceAll("[^0-9]", "");
        long give = System.nanoTime() + 30 * BOUND.toNanos();
        String state = admin.get(run).body();
        while (state.contains("\"state\":\"running\"") && System.nanoTime() < give) {
            state = admin.get(run).body();
        }
        assertThat(state).contains("\"state\":\"done\"");
    }

    private void repository(Api admin) {
        within("a repository is deleted and made again", pull("admin", adminPassword), 401, () -> {
            admin.succeeds("DELETE", "/api/v1/repositories/revoke/web?confirm=revoke/web", "");
            admin.succeeds("POST", "/api/v1/repositories", "{\"name\":\"revoke/web\"}");
        });
    }

    private void user(Api admin, String name) {
        admin.succeeds(
                "POST", "/api/v1/accounts", "{\"name\":\"" + name + "\",\"password\":\"" + adminPassword + "\"}");
    }

    /** Reads tags at the other server with a bearer token that is good. */
    private IntSupplier pull(String name, String secret) {
        String answer = eventually(() -> Api.as(there, name, secret)
                .get("/auth/token?scope=repository:revoke/web:pull")
                .body());
        Api bearer = Api.bearing(there, Api.text(answer, "token"));
        return () -> bearer.get("/v2/revoke/web/tags/list").statusCode();
    }

    /** The other server hears of what was given within a second too. */
    private static String eventually(java.util.function.Supplier<String> asked) {
        long end = System.nanoTime() + BOUND.toNanos();
        String answer = asked.get();
        while (!answer.contains("\"token\":\"") && System.nanoTime() < end) {
            answer = asked.get();
        }
        return answer;
    }

    private static void within(String what, IntSupplier pull, int refused, Runnable change) {
        long give = System.nanoTime() + BOUND.toNanos();
        int before = pull.getAsInt();
        while (before != 200 && System.nanoTime() < give) {
            before = pull.getAsInt();
        }
        assertThat(before).as("before %s", what).isEqualTo(200);
        change.run();
        long changed = System.nanoTime();
        long lastSuccess = changed;
        int status = 200;
        while (status == 200 && System.nanoTime() - changed < 5 * BOUND.toNanos()) {
            long asked = System.nanoTime();
            status = pull.getAsInt();
            if (status == 200) {
                lastSuccess = asked;
            }
        }
        assertThat(status).as(what).isEqualTo(refused);
        assertThat(Duration.ofNanos(lastSuccess - changed))
                .as("%s: the last success", what)
                .isLessThan(BOUND);
    }
}
