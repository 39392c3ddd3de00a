package dev.portcullis.event;

import dev.portcullis.job.Background;
import dev.portcullis.secret.TestKeys;
import dev.portcullis.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** An audit log of its own, without a container. */
final class AuditWorld {
    final Jdbi jdbi;
    final Background background = new Background(false);
    final Chain chain = new Chain(TestKeys.fresh());
    final Sealer sealer;
    final AuditVerifier verifier;

    AuditWorld() {
        this(TestPostgres.migratedDatabase());
    }

    AuditWorld(TestPostgres.Database database) {
        jdbi = database.jdbi().registerArrayType(Long.class, "bigint").registerArrayType(String.class, "text");
        sealer = new Sealer(jdbi, chain, background, List.of());
        verifier = new AuditVerifier(jdbi, chain, new DroppedMonths(jdbi));
    }

    Months months(Duration retention) {
        return new Months(jdbi, config(retention, null, null), sealer, background);
    }

    static AuditConfig config(Duration retention, @Nullable String syslog, @Nullable Path caFile) {
        return new AuditConfig() {
            @Override
            public Duration retention() {
                return retention;
            }

            @Override
            public Syslog syslog() {
                return new Syslog() {
                    @Override
                    public boolean enabled() {
                        return syslog != null;
                    }

                    @Override
                    public Optional<String> address() {
                        return Optional.ofNullable(syslog);
                    }

                    @Override
                    public Optional<Path> caFile() {
                        return Optional.ofNullable(caFile);
                    }
                };
            }
        };
    }

    /** Records an event and says its number. */
    long event(String kind, String subject) {
        return jdbi.inTransaction(h -> {
            Events.record(h, new RegistryEvent.AccountChanged(kind, "ana", subject, "because of \"tests\""));
            return lastId(h);
        });
    }

    long eventAt(Instant at, String kind, String repository) {
        return jdbi.inTransaction(h -> {
            h.execute(
                    "insert into event (at, kind, account, repository) values (?, ?, 'ana', ?)",
                    Sealer.utc(at),
                    kind,
                    repository);
            return lastId(h);
        });
    }

    private static long lastId(Handle h) {
        return h.select("select currval('event_id')").mapTo(Long.class).one();
    }

    /** As somebody who owns the tables does it. */
    void tamper(String sql, Object... arguments) {
        jdbi.useTransaction(h -> {
            for (String table : List.of("event", "event_seal")) {
                h.execute("alter table " + table + " disable trigger user");
            }
            h.execute(sql, arguments);
            for (String table : List.of("event", "event_seal")) {
                h.execute("alter table " + table + " enable trigger user");
            }
        });
    }

    List<String> sentences() {
        return verifier.verify(null, _ -> {}).findings().stream()
                .map(AuditVerifier.Finding::sentence)
                .toList();
    }

    AuditVerifier.Head head() {
        AuditVerifier.Head head = verifier.verify(null, _ -> {}).head();
        if (head == null) {
            throw new AssertionError("there is no seal");
        }
        return head;
    }
}
