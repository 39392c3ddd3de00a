package dev.portcullis.cli;

import dev.portcullis.database.DatabaseAddress;
import dev.portcullis.database.EmbeddedPostgres;
import dev.portcullis.database.ExternalPostgres;
import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The database of one run of the program: the one of the home folder, or one that somebody else runs. */
record Database(DatabaseAddress address, @Nullable EmbeddedPostgres embedded) implements AutoCloseable {
    static Database open(Path home, @Nullable String url, PrintWriter messages) {
        Consumer<String> say = sentence -> {
            messages.println(sentence);
            messages.flush();
        };
        if (url == null) {
            EmbeddedPostgres embedded = EmbeddedPostgres.start(home, say);
            return new Database(embedded.address(), embedded);
        }
        if (url.contains("password=")) {
            say.accept("The database address holds a password, which everybody on this machine can read in the list of"
                    + " processes. Put it into a file and name that with PORTCULLIS_DB_PASSWORD_FILE.");
        }
        DatabaseAddress address = new DatabaseAddress(
                url, System.getenv().getOrDefault("PORTCULLIS_DB_USER", "portcullis"), externalPassword());
        ExternalPostgres.await(address, say);
        return new Database(address, null);
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }

    private static String externalPassword() {
        String file = System.getenv("PORTCULLIS_DB_PASSWORD_FILE");
        if (file == null) {
            return "";
        }
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            throw new CannotStartException("PORTCULLIS_DB_PASSWORD_FILE cannot be read: " + failure, failure);
        }
    }
}
