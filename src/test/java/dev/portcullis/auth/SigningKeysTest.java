package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.secret.MasterKey;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Nodes that share a database share its keys; each node here is another instance over the same rows. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SigningKeysTest {
    @Inject
    MasterKey masterKey;

    private final Jdbi jdbi = TestPostgres.migratedDatabase().jdbi();

    @Test
    void allNodesSignWithTheSameKey() throws InterruptedException {
        SigningKeys[] nodes = {node(), node(), node(), node()};
        String[] kids = new String[nodes.length];
        Thread[] threads = new Thread[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            int at = i;
            threads[i] = Thread.ofPlatform()
                    .start(() -> kids[at] = nodes[at].current().kid());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(kids).containsOnly(kids[0]);
        assertThat(count("select count(*) from signing_key")).isEqualTo(1);
    }

    @Test
    void oldKeyVerifiesForADayAfterTheNewOneSigns() throws InterruptedException {
        SigningKeys other = node();
        String old = other.current().kid();
        jdbi.useHandle(h -> h.execute("update signing_key set created_at = created_at - interval '31 days'"));
        SigningKeys rotating = node();
        String fresh = rotating.current().kid();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(rotating.find(old)).isNotNull();
        // The other node has not heard of it, and looks once.
        Thread.sleep(2_100);
        assertThat(Objects.requireNonNull(other.find(fresh)).kid()).isEqualTo(fresh);
        assertThat(other.find("unknown")).isNull();
        jdbi.useHandle(h -> h.execute("update signing_key set retired_at = now() where kid = ?", old));
        assertThat(node().find(old)).isNull();
    }

    @Test
    void keyInTheDatabaseIsSealed() {
        String kid = node().current().kid();
        String stored = jdbi.withHandle(
                h -> h.select("select encode(private_key, 'escape') || public_jwk from signing_key where kid = ?", kid)
                        .mapTo(String.class)
                        .one());
        assertThat(stored).doesNotContain("\"d\"");
        jdbi.useHandle(h -> h.execute("update signing_key set kid = 'moved'"));
        SigningKeys moved = node();
        assertThatThrownBy(moved::current).hasMessageContaining("changed or moved");
    }

    private SigningKeys node() {
        return new SigningKeys(jdbi, masterKey);
    }

    private int count(String sql) {
        return jdbi.withHandle(h -> h.select(sql).mapTo(Integer.class).one());
    }
}
