package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.backup.Restores;
import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis restore}. */
@Command(
        name = "restore",
        description = {
            "Puts a backup into an empty registry: a home without data, and an empty database where you use one of your",
            "own. The master key must be in the home first. Nothing is ever replaced. One that was cut off goes on where it",
            "was when it is begun again; no server starts before its end."
        },
        footer = {
            "",
            "Example: install -D -m 600 master.key /var/lib/portcullis/master.key",
            "         portcullis restore /srv/backup/registry --home /var/lib/portcullis"
        })
final class Restore extends Verb {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the backups.")
    Path folder = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "Which one. Default: the newest.")
    @Nullable
    String id;

    @Option(
            names = "--keep-storage",
            description = {
                "Use the storage that the backup names, such as a bucket that is still there: what it holds is not copied.",
                "Never for a trial beside the registry itself. Default: the blobs go into this home, or where the",
                "configuration of this server says."
            })
    boolean keepStorage;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    /** Until the process ends. */
    @SuppressWarnings("unused")
    private @Nullable HomeLock lock;

    /** Without the key nothing sealed could be opened; the one that a first start makes would be another. */
    @Override
    Path home() {
        Path home = homeOptions.prepareHome();
        String named = System.getenv("PORTCULLIS_MASTER_KEY_FILE");
        Path key = named == null ? home.resolve("master.key") : Path.of(named);
        if (!Files.exists(key)) {
            throw new CannotStartException("The master key is missing: " + key
                    + ". Put the one of the registry that was backed up there first, for this user only (mode 600).");
        }
        try {
            lock = HomeLock.take(home);
        } catch (IOException failure) {
            throw new CannotStartException("The home " + home + " cannot be used: " + failure.getMessage(), failure);
        }
        return home;
    }

    @Override
    int run(House house) throws IOException {
        Restores.Report report = house.restores.restore(
                Accounts.SYSTEM,
                folder.toAbsolutePath().normalize(),
                id == null ? "" : id,
                keepStorage,
                new Progress(spec.commandLine().getErr()));
        if (json) {
            print(house.json(report));
        } else {
            print("Restored %s: %,d rows, %,d blobs of %,d bytes; %,d blobs were there."
                    .formatted(report.id(), report.rows(), report.blobs(), report.bytes(), report.found()));
            report.problems().forEach(problem -> print("Problem: " + problem));
            print("Rights, tokens and passwords are those of that moment. Next: portcullis fsck; portcullis serve.");
        }
        return report.problems().isEmpty() ? Main.OK : Main.FAILED;
    }
}
