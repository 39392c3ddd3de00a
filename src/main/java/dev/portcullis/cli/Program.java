package dev.portcullis.cli;

import dev.portcullis.database.DatabaseAddress;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One run of Quarkus: with its configuration handed over before, and its code brought back after. */
final class Program {
    private Program() {}

    static int serve(Path home, Database database, Map<String, String> properties) {
        return run(Server.class, home, database.address(), properties);
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
        Quarkus.run(application, (result, _) -> code.set(result));
        return code.get();
    }
}
