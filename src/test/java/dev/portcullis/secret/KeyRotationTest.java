package dev.portcullis.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A new master key, while the registry runs: nothing that was sealed or signed is lost, and nothing is left behind. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class KeyRotationTest {
    @Inject
    KeyRotation rotation;

    @Inject
    MasterKey masterKey;

    @Inject
    Jdbi jdbi;

    @Inject
    Rights rights;

    @Test
    void everySealedValueIsSealedAnewAndStillOpens() {
        Caller.SignedIn user = rights.user("rotated");
        byte[] secret = masterKey.seal("totp".getBytes(java.nio.charset.StandardCharsets.UTF_8), place(user));
        jdbi.useHandle(h -> h.createUpdate("insert into second_factor (account_id, secret) values (:id, :secret)")
                .bind("id", user.accountId())
                .bind("secret", secret)
                .execute());
        String bearer = RestAssured.given()
                .auth()
                .preemptive()
                .basic(user.name(), Rights.PASSWORD)
                .get("/auth/token")
                .path("token");

        assertThat(rotation.rotate()).isGreaterThanOrEqualTo(2);

        assertThat(sealedValues()).isNotEmpty().allMatch(masterKey::isSealedWithNewest);
        assertThat(rotation.rotate()).as("again, with a third key").isGreaterThanOrEqualTo(2);
        byte[] now =
                jdbi.withHandle(h -> h.select("select secret from second_factor where account_id = ?", user.accountId())
                        .mapTo(byte[].class)
                        .one());
        assertThat(masterKey.open(now, place(user)))
                .isEqualTo("totp".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(RestAssured.given()
                        .header("Authorization", "Bearer " + bearer)
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(200);
        assertThat(RestAssured.given()
                        .auth()
                        .preemptive()
                        .basic(user.name(), Rights.PASSWORD)
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(200);
    }

    /** Every column of bytes but hashes: one that holds sealed values and is not rotated shows here. */
    private List<byte[]> sealedValues() {
        return jdbi.withHandle(h -> {
            List<String> columns = h.createQuery("""
                            select format('select %I from %I where %I is not null', c.column_name, c.table_name,
                                c.column_name)
                            from information_schema.columns c
                            where c.table_schema = 'public' and c.data_type = 'bytea'
                                and c.column_name in ('secret', 'private_key')""").mapTo(String.class).list();
            assertThat(columns).hasSize(3);
            return columns.stream()
                    .flatMap(sql -> h.createQuery(sql).mapTo(byte[].class).stream())
                    .toList();
        });
    }

    private static String place(Caller.SignedIn user) {
        return "second_factor.secret:" + user.accountId();
    }
}
