package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.backup.BackupManifest;
import dev.portcullis.backup.Backups;
import dev.portcullis.backup.Extraction;
import dev.portcullis.backup.Verification;
import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis backup}. */
@Command(
        name = "backup",
        description = {
            "Makes backups while the registry runs, lists them, and proves that one can be restored.",
            "The master key is in none of them: keep a copy of it elsewhere."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            BackupCommand.Create.class,
            BackupCommand.Listed.class,
            BackupCommand.Verify.class,
            BackupCommand.Extract.class
        },
        footer = {"", "Example: portcullis backup create --folder /srv/backup/registry --keep 14"})
final class BackupCommand extends Group {

    /** A verb about a folder of backups. */
    abstract static class OnFolder extends Verb {
        @Option(
                names = "--folder",
                paramLabel = "DIR",
                description = "Where the backups are. Default: that of the settings of backups.")
        @Nullable
        Path folder;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        final Path folder(House house) {
            if (folder != null) {
                return folder.toAbsolutePath().normalize();
            }
            String set = house.settings.value(house.backupSettings).folder();
            if (set.isEmpty()) {
                throw new CannotStartException("Name the folder of the backups: --folder DIR.");
            }
            return Path.of(set);
        }

        final Progress progress() {
            return new Progress(spec.commandLine().getErr());
        }

        /** 0 only when nothing is wrong. */
        final int told(List<String> problems) {
            problems.forEach(problem -> print("Problem: " + problem));
            return problems.isEmpty() ? Main.OK : Main.FAILED;
        }
    }

    @Command(
            name = "create",
            description = {
                "Makes a backup: accounts, settings, sealed keys, images and the audit log, of one moment, and the blobs.",
                "Blobs that an earlier backup in the folder has are not copied again. Pushes and pulls go on.",
                "It is proved at once: its tables are loaded beside the real ones, and the new blobs are read again.",
                "Ends with 0 only when all of it holds."
            },
            footer = {"", "Example: portcullis backup create --folder /srv/backup/registry --keep 14"})
    static final class Create extends OnFolder {
        @Option(
                names = "--keep",
                paramLabel = "NUMBER",
                defaultValue = "0",
                description = "Then remove all but the newest of this many whole ones. Default: keep all.")
        int keep;

        @Option(
                names = "--without-blobs",
                description = "The tables only: for a store that is backed up by other means, such as a bucket.")
        boolean withoutBlobs;

        @Option(names = "--no-verify", description = "Do not prove it now; see: portcullis backup verify.")
        boolean noVerify;

        @Override
        void check() {
            if (keep < 0) {
                throw new CannotStartException("--keep takes a number from 0 on.");
            }
        }

        @Override
        int run(House house) throws IOException {
            Backups.Report report = house.backups.make(
                    Accounts.SYSTEM, folder(house), new Backups.Options(!withoutBlobs, !noVerify, keep), progress());
            if (json) {
                print(house.json(new Made(
                        Summary.of(report.manifest()),
                        report.manifest().problems(),
                        report.verification(),
                        report.removed())));
                return report.good() ? Main.OK : Main.FAILED;
            }
            print(BackupCommand.told(report.manifest()));
            report.removed().forEach(id -> print("Removed " + id + "."));
            Verification proof = report.verification();
            if (proof != null) {
                print(BackupCommand.told(proof));
            }
            return told(proof == null ? report.manifest().problems() : proof.problems());
        }
    }

    private static String told(BackupManifest made) {
        return "%s\tof %s\tby %s\t%,d blobs, %,d bytes%s"
                .formatted(
                        made.id(),
                        made.snapshotAt(),
                        made.release(),
                        made.blobs(),
                        made.bytes(),
                        made.withBlobs()
                                ? ", of which %,d blobs, %,d bytes were new"
                                        .formatted(made.addedBlobs(), made.addedBytes())
                                : ", not in the backup");
    }

    private static String told(Verification proof) {
        return "%s: %,d rows were loaded, %,d blobs are there, %,d of them were read again."
                .formatted(
                        proof.holds() ? "It holds" : "It does not hold",
                        proof.rows(),
                        proof.blobs(),
                        proof.readBlobs());
    }

    @Command(
            name = "list",
            description = "Lists the backups in the folder, the oldest first.",
            footer = {"", "Example: portcullis backup list --folder /srv/backup/registry"})
    static final class Listed extends OnFolder {
        @Override
        int run(House house) throws IOException {
            List<BackupManifest> all = house.backups.list(folder(house));
            if (json) {
                print(house.json(all.stream().map(Summary::of).toList()));
            } else {
                all.forEach(made -> print(BackupCommand.told(made)
                        + (made.whole() ? "" : "\tnot whole: " + made.problems().size() + " problems")));
            }
            return Main.OK;
        }
    }

    /** What {@code create} has done, for programs. */
    record Made(
            Summary backup, List<String> problems, @Nullable Verification verification, List<String> removed) {
        Made {
            problems = List.copyOf(problems);
            removed = List.copyOf(removed);
        }
    }

    /** A backup for programs; its whole manifest is in its folder. */
    record Summary(
            String id,
            String release,
            String snapshotAt,
            boolean withBlobs,
            long blobs,
            long bytes,
            long addedBytes,
            boolean whole) {
        static Summary of(BackupManifest made) {
            return new Summary(
                    made.id(),
                    made.release(),
                    made.snapshotAt().toString(),
                    made.withBlobs(),
                    made.blobs(),
                    made.bytes(),
                    made.addedBytes(),
                    made.whole());
        }
    }

    @Command(
            name = "verify",
            description = {
                "Proves a backup: loads its tables beside the real ones with every constraint, and reads every blob again.",
                "Ends with 0 only when all of it holds."
            },
            footer = {"", "Example: portcullis backup verify 20261127T020000Z --folder /srv/backup/registry"})
    static final class Verify extends OnFolder {
        @Parameters(arity = "0..1", paramLabel = "ID", description = "Which one. Default: the newest.")
        @Nullable
        String id;

        @Override
        int run(House house) throws IOException {
            Verification proof = house.backups.verify(folder(house), id == null ? "" : id, progress());
            if (json) {
                print(house.json(proof));
                return proof.holds() ? Main.OK : Main.FAILED;
            }
            print(BackupCommand.told(proof));
            return told(proof.problems());
        }
    }

    @Command(
            name = "extract",
            description = {
                "Takes the images of one repository, or of all in a namespace, out of a backup: each repository as an OCI image",
                "layout, from which clients push. The registry itself is left as it is."
            },
            footer = {
                "",
                "Example: portcullis backup extract acme/web --folder /srv/backup/registry --to /tmp/out",
                "         skopeo copy --all --preserve-digests oci:/tmp/out/acme/web:1.0 docker://registry.example.com/acme/web:1.0"
            })
    static final class Extract extends OnFolder {
        @Parameters(index = "0", paramLabel = "NAME", description = "Such as acme/web, or acme.")
        String name = "";

        @Option(names = "--backup", paramLabel = "ID", description = "Which one. Default: the newest.")
        @Nullable
        String id;

        @Option(
                names = "--to",
                paramLabel = "DIR",
                required = true,
                description = "Where the layouts go; empty, or not there.")
        Path target = Path.of("");

        @Override
        int run(House house) throws IOException {
            List<Extraction.Taken> all = house.extraction.take(
                    folder(house),
                    id == null ? "" : id,
                    name,
                    target.toAbsolutePath().normalize(),
                    progress());
            if (json) {
                print(house.json(all));
            }
            for (Extraction.Taken taken : all) {
                if (!json) {
                    print("%s\t%,d tags, %,d manifests, %,d blobs"
                            .formatted(taken.repository(), taken.tags(), taken.manifests(), taken.blobs()));
                    taken.problems().forEach(problem -> print("Problem: " + problem));
                }
            }
            return all.stream().allMatch(taken -> taken.problems().isEmpty()) ? Main.OK : Main.FAILED;
        }
    }
}
