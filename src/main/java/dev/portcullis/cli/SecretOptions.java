package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the secret of an identity source comes from, if one is given: as with passwords, never the command line. */
final class SecretOptions {
    @ArgGroup
    @Nullable
    Source source;

    static final class Source {
        @Option(
                names = "--secret-stdin",
                required = true,
                description = "Read the bind password or client secret from standard input.")
        boolean stdin;

        @Option(
                names = "--secret-file",
                required = true,
                paramLabel = "FILE",
                description = "Read the bind password or client secret from a file.")
        @Nullable
        Path file;
    }

    /** Null where none is given. */
    @Nullable
    String read() {
        Source given = source;
        if (given == null) {
            return null;
        }
        if (given.file != null) {
            return PasswordOptions.read(given.file);
        }
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (IOException failure) {
            throw new CannotStartException("No secret could be read from standard input: " + failure, failure);
        }
    }
}
