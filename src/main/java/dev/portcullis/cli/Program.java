package dev.portcullis.cli;

import dev.portcullis.database.DatabaseAddress;
import dev.portcullis.database.TablesState;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.error.RegistryException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.api.FlywayException;

/** One run of Quarkus: with its configuration handed over before, and its code brought back after. */
final class Program {
    private Program() {}

    static int serve(Path home, Database database, Map<String, String> properties) {
        return run(Server.class, home, database.address(), properties);
    }

    /** Runs a verb on the house, without HTTP and without background work. */
    static int command(Path home, Database database, Map<String, String> properties, VerbRunner.Work work) {
        VerbRunner.next = work;
        Map<String, String> all = new HashMap<>(properties);
        all.put("quarkus.http.host-enabled", "false");
        all.put("quarkus.shutdown.delay", "0S");
        all.put("quarkus.log.level", "WARN");
        all.put("quarkus.log.console.stderr", "true");
        // The pool closes under a poll that is just going on; nobody needs to know.
        all.put("quarkus.log.category.\"io.agroal.pool\".level", "ERROR");
        return run(VerbRunner.class, home, database.address(), all);
    }

    /** A failure in our own words is told by its sentence; anything else needs the whole trace. */
    @SuppressWarnings({"SystemOut", "CatchAndPrintStackTrace"})
    private static void explain(Throwable failure, DatabaseAddress database) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotStartException || cause instanceof RegistryException) {
                System.err.println("portcullis: " + cause.getMessage());
                return;
            }
            if (cause instanceof FlywayException) {
                System.err.println("portcullis: " + TablesState.of(database).wayOut() + " " + cause.getMessage());
                return;
            }
        }
        failure.printStackTrace();
    }

    private static int run(
            Class<? extends QuarkusApplication> application,
            Path home,
            DatabaseAddress database,
            Map<String, String> properties) {
        System.setProperty("portcullis.home", home.toString());
        System.setProperty("quarkus.datasource.jdbc.url", database.url());
        System.setProperty("quarkus.datasource.username", database.user());
        System.setProperty("quarkus.datasource.password", database.password());
        properties.forEach(System::setProperty);
        AtomicInteger code = new AtomicInteger(Main.FAILED);
        // Quarkus would end the process here; but the database is stopped after it.
        Quarkus.run(application, (result, failure) -> {
            code.set(result);
            if (failure != null) {
                explain(failure, database);
            }
        });
        return code.get();
    }
}
