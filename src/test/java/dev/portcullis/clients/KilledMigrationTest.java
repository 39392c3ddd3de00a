package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * REL-43: the first start, or an upgrade, whose database connection dies at any statement. The next start ends it, and the
 * tables are those of a start that nothing disturbed.
 */
class KilledMigrationTest {
    /** A prime, so that the sample meets every kind of statement. */
    private static final int SOME = 29;

    private static final String SHAPE = """
            select c.relname || ' ' || c.relkind::text || ' ' || coalesce((select string_agg(a.attname || ' '
                || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text, ', ' order by a.attnum) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '')
            from pg_class c where c.relnamespace = 'public'::regnamespace
            union all
            select 'trigger ' || tgname || ' ' || tgrelid::regclass::text from pg_trigger where not tgisinternal
            union all
            select 'function ' || proname || ' ' || md5(prosrc) from pg_proc
            where pronamespace = 'public'::regnamespace
            union all
            select 'migration ' || version || ' ' || success::text from flyway_schema_history where version is not null
            union all
            select 'events ' || count(*) from event
            union all
            select 'accounts ' || count(*) from account
            order by 1""";

    @Test
    void aFirstStartIsEndedByTheNext() {
        kill(false, SOME);
    }

    @Test
    void anUpgradeIsEndedByTheNextStart() {
        kill(true, SOME);
    }

    @Test
    @Tag("full")
    void atEveryStatementOfAFirstStart() {
        kill(false, 1);
    }

    @Test
    @Tag("full")
    void atEveryStatementOfAnUpgrade() {
        kill(true, 1);
    }

    private static void kill(boolean filled, int step) {
        TestPostgres.Database undisturbed = database(filled);
        Killer counting = new Killer(undisturbed, Integer.MAX_VALUE);
        migrate(counting.source());
        List<String> shape = shape(undisturbed);
        int statements = counting.seen.get();
        assertThat(statements).isGreaterThan(100);

        int killed = 0;
        int failed = 0;
        for (int at = 1; at <= statements; at += step) {
            TestPostgres.Database database = database(filled);
            Killer killer = new Killer(database, at);
            failed += fails(killer) ? 1 : 0;
            killed += killer.killed.get();
            migrate(new Killer(database, Integer.MAX_VALUE).source());
            assertThat(shape(database))
                    .as("after a kill at statement %s of %s", at, statements)
                    .isEqualTo(shape);
        }
        assertThat(killed).isEqualTo((statements + step - 1) / step);
        // Some of Flyway's own questions it asks again by itself; a statement of ours that dies ends the start.
        assertThat(failed).as("starts that failed, of %s", killed).isGreaterThan(killed / 2);
    }

    private static boolean fails(Killer killer) {
        try {
            migrate(killer.source());
            return false;
        } catch (RuntimeException died) {
            return true;
        }
    }

    private static TestPostgres.Database database(boolean filled) {
        TestPostgres.Database database = TestPostgres.emptyDatabase();
        if (filled) {
            Flyway.configure()
                    .dataSource(database.url(), database.user(), database.password())
                    .target("2")
                    .load()
                    .migrate();
            database.jdbi().useHandle(h -> {
                h.execute("insert into account (name, kind) select 'user' || n, 'user' from generate_series(1, 50) n");
                h.execute("""
                        insert into event (at, kind, account, repository, reference, digest)
                        select now() - n * interval '20 days', 'manifest.pushed', 'user1', 'acme/web', 't' || n, 'd' || n
                        from generate_series(1, 20) n""");
            });
        }
        return database;
    }

    private static void migrate(DataSource source) {
        Flyway.configure().dataSource(source).load().migrate();
    }

    private static List<String> shape(TestPostgres.Database database) {
        return database.jdbi()
                .withHandle(h -> h.select(SHAPE).mapTo(String.class).list());
    }

    /** Connections whose server process is ended when the statement of that number, or a commit, is to run. */
    private static final class Killer {
        private final TestPostgres.Database database;
        private final int at;
        final AtomicInteger seen = new AtomicInteger();
        final AtomicInteger killed = new AtomicInteger();

        private interface Answer {
            @Nullable
            Object of(Method method, Object @Nullable [] arguments) throws Throwable;
        }

        Killer(TestPostgres.Database database, int at) {
            this.database = database;
            this.at = at;
        }

        DataSource source() {
            return proxy(DataSource.class, this, (method, arguments) -> connection());
        }

        private Connection connection() throws SQLException {
            Connection real = DriverManager.getConnection(database.url(), database.user(), database.password());
            int process = real.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            return watched(Connection.class, real, process);
        }

        private <T> T watched(Class<T> type, Object real, int process) {
            return proxy(type, real, (method, arguments) -> {
                if (method.getName().startsWith("execute") || method.getName().equals("commit")) {
                    step(process);
                }
                Object result = call(method, real, arguments);
                return result instanceof Statement ? watched(method.getReturnType(), result, process) : result;
            });
        }

        private void step(int process) throws SQLException {
            if (seen.incrementAndGet() != at) {
                return;
            }
            try (Connection other = DriverManager.getConnection(database.url(), database.user(), database.password());
                    Statement statement = other.createStatement()) {
                statement.execute("select pg_terminate_backend(" + process + ", 5000)");
                killed.incrementAndGet();
            }
        }

        private static @Nullable Object call(Method method, Object real, Object @Nullable [] arguments)
                throws Throwable {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
            }
        }

        private static <T> T proxy(Class<T> type, Object real, Answer answer) {
            return type.cast(Proxy.newProxyInstance(
                    KilledMigrationTest.class.getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> method.getDeclaringClass() == Object.class
                            ? method.invoke(real, arguments)
                            : answer.of(method, arguments)));
        }
    }
}
