package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a password comes from. Never the command line: everybody on the machine can read that. */
final class PasswordOptions {
    @ArgGroup(multiplicity = "1")
    Source source = new Source();

    static final class Source {
        @Option(names = "--password-stdin", required = true, description = "Read the password from standard input.")
        boolean stdin;

        @Option(
                names = "--password-file",
                required = true,
                paramLabel = "FILE",
                description = "Read the password from a file.")
        @Nullable
        Path file;
    }

    String read() {
        Path file = source.file;
        if (file != null) {
            return read(file);
        }
        try {
            return withoutLineEnd(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new CannotStartException("No password could be read from standard input: " + failure, failure);
        }
    }

    /** The content of a file that holds a password and nothing else. */
    static String read(Path file) {
        try {
            return withoutLineEnd(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new CannotStartException("The password file cannot be read: " + failure, failure);
        }
    }

    /** Editors and echo add one; a space is part of the password. */
    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\R\\z", "");
    }
}
