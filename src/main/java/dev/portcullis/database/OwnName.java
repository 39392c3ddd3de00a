package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The name of the user that this process runs as. initdb asks the system for it, and refuses to work when there is none;
 * but a container may be started as any number. Its image has a link in the place of /etc/passwd, to where every user may
 * write (deploy/Dockerfile).
 */
final class OwnName {
    static final Path PASSWD = Path.of("/etc/passwd");

    private OwnName() {}

    /** Adds this user to that file when the system has no name for it. */
    static void give(Path passwd) throws IOException {
        // What Java says when it found none.
        if (!System.getProperty("user.name").equals("?")) {
            return;
        }
        Path self = Path.of("/proc/self");
        write(passwd, line(Files.getAttribute(self, "unix:uid"), Files.getAttribute(self, "unix:gid")));
    }

    static String line(Object user, Object group) {
        return "portcullis:x:" + user + ":" + group + ":Portcullis:/nonexistent:/sbin/nologin\n";
    }

    /** Once: another process of this user may have come first. */
    static void write(Path passwd, String line) {
        try {
            if (Files.exists(passwd)
                    && Files.readString(passwd, StandardCharsets.UTF_8).contains(line)) {
                return;
            }
            Files.writeString(passwd, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new CannotStartException(
                    "PostgreSQL can be set up only by a user with a name, and this one has none: add the line \""
                            + line.strip() + "\" to " + passwd + ", or start as a user who is in it, or name a"
                            + " PostgreSQL server with --db-url.",
                    failure);
        }
    }
}
