package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which registry: its folder, and its database when that is not in the folder. */
final class HomeOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:PORTCULLIS_HOME}",
            description = {
                "Folder of this registry: blobs, database, keys [PORTCULLIS_HOME].",
                "Default: /var/lib/portcullis for root, else $XDG_DATA_HOME/portcullis or ~/.local/share/portcullis."
            })
    @Nullable
    Path home;

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            defaultValue = "${env:PORTCULLIS_DB_URL}",
            description = {
                "PostgreSQL 14 or newer, as jdbc:postgresql://host:5432/database [PORTCULLIS_DB_URL].",
                "User and password: PORTCULLIS_DB_USER, PORTCULLIS_DB_PASSWORD_FILE. Default: an embedded PostgreSQL."
            })
    @Nullable
    String databaseUrl;

    /** The folder, made when it is not there, for its owner only. */
    Path prepareHome() {
        Path folder = folder();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return folder.toRealPath();
        } catch (IOException failure) {
            throw new CannotStartException(
                    "The home folder " + folder + " cannot be made: " + failure
                            + ". Choose another with --home, or make it and give it to this user.",
                    failure);
        }
    }

    /** The folder of a registry that has been started before. */
    Path existingHome() {
        Path folder = folder();
        try {
            return folder.toRealPath();
        } catch (IOException missing) {
            throw new CannotStartException("There is no registry in " + folder
                    + ". Name its folder with --home, or start it first: portcullis serve.");
        }
    }

    private Path folder() {
        return (home == null ? defaultHome() : home).toAbsolutePath().normalize();
    }

    private static Path defaultHome() {
        String data = System.getenv("XDG_DATA_HOME");
        if (data != null && !data.isBlank()) {
            return Path.of(data, "portcullis");
        }
        String user = System.getProperty("user.name");
        return user.equals("root")
                ? Path.of("/var/lib/portcullis")
                : Path.of(System.getProperty("user.home"), ".local", "share", "portcullis");
    }
}
