package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.blob.StorageKind;
import dev.portcullis.blob.StorageMoves;
import dev.portcullis.blob.StorageSettings;
import dev.portcullis.blob.StorageSettings.Backend;
import dev.portcullis.settings.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portcullis storage}. */
@Command(
        name = "storage",
        description = "Says where the bytes are, and moves them to another store while the registry goes on.",
        mixinStandardHelpOptions = true,
        subcommands = {
            StorageCommand.Show.class,
            StorageCommand.Test.class,
            StorageCommand.Move.class,
            StorageCommand.Switch.class,
            StorageCommand.Back.class,
            StorageCommand.Finish.class
        },
        footer = {"", "Example: portcullis storage move --kind s3 --bucket images --endpoint https://s3.example.com"})
final class StorageCommand extends Group {

    /** Which store is meant. */
    static final class Target {
        @Option(names = "--kind", required = true, paramLabel = "KIND", description = "filesystem, s3, azure or gcs.")
        StorageKind kind = StorageKind.FILESYSTEM;

        @Option(names = "--folder", paramLabel = "DIR", defaultValue = "", description = "Of the kind filesystem.")
        String folder = "";

        @Option(
                names = {"--bucket", "--container"},
                paramLabel = "NAME",
                defaultValue = "",
                description = "It must exist.")
        String bucket = "";

        @Option(names = "--prefix", paramLabel = "TEXT", defaultValue = "", description = "In front of every key.")
        String prefix = "";

        @Option(
                names = "--endpoint",
                paramLabel = "URL",
                defaultValue = "",
                description = "Of another store than Amazon's, or than the public cloud of Azure or Google.")
        String endpoint = "";

        @Option(names = "--region", paramLabel = "NAME", defaultValue = "us-east-1", description = "Of S3.")
        String region = "us-east-1";

        @Option(names = "--path-style", description = "The bucket stands in the path, as for most stores but Amazon's.")
        boolean pathStyle;

        @Option(names = "--ca-file", paramLabel = "FILE", description = "Whom to trust for the endpoint, in PEM.")
        @Nullable
        Path ca;

        @Option(
                names = {"--access-key", "--account"},
                paramLabel = "KEY",
                defaultValue = "",
                description = {
                    "Of S3: without it the credentials of the surroundings are used.",
                    "Of Azure: the storage account's name."
                })
        String accessKey = "";

        @Option(
                names = {"--secret-key-file", "--account-key-file"},
                paramLabel = "FILE",
                description = {
                    "Holds the secret key, or the account's key, and nothing else.",
                    "Of Google: the JSON key of a service account; without it the credentials of the surroundings are used."
                })
        @Nullable
        Path secretKey;

        @Option(
                names = "--encryption",
                paramLabel = "KIND",
                defaultValue = "none",
                description = "Of S3: none, aes256 or kms.")
        String encryption = "none";

        @Option(names = "--kms-key-id", paramLabel = "ID", defaultValue = "", description = "The key of kms.")
        String kmsKeyId = "";

        Backend backend() throws IOException {
            return new Backend(
                    kind,
                    folder,
                    bucket,
                    prefix,
                    endpoint,
                    region,
                    pathStyle,
                    ca == null ? "" : Files.readString(ca),
                    accessKey,
                    encryption,
                    kmsKeyId);
        }

        @Nullable
        String secret() throws IOException {
            return secretKey == null ? null : Files.readString(secretKey).strip();
        }
    }

    @Command(
            name = "show",
            description = "Says where the bytes are, and how far a move is.",
            footer = {"", "Example: portcullis storage show"})
    static final class Show extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            if (json) {
                print(house.json(house.storage
                        .progress()
                        .<Object>map(progress -> progress)
                        .orElse(Map.of())));
                return Main.OK;
            }
            StorageSettings now = house.storage.current().value();
            print("The bytes are in " + now.backend().told() + ".");
            Backend other = now.other();
            if (other != null) {
                print("Written too: " + other.told() + ".");
            }
            house.storage.progress().ifPresent(progress -> print(told(progress)));
            return Main.OK;
        }
    }

    private static String told(StorageMoves.Progress progress) {
        String where = progress.complete()
                ? "Every object is in both."
                : "Pass " + progress.pass() + ": " + progress.seen() + " of " + progress.total() + " looked at.";
        String failed = progress.failed() == 0
                ? ""
                : " " + progress.failed() + " failed; the last: " + progress.problem() + ".";
        String next = !progress.complete()
                ? ""
                : progress.switched() ? " Next: storage finish, or storage back." : " Next: storage switch.";
        return where + " " + progress.copied() + " copied, " + progress.copiedBytes() + " bytes." + failed + next;
    }

    @Command(
            name = "test",
            description = "Writes, reads, lists and deletes something small there.",
            footer = {"", "Example: portcullis storage test --kind s3 --bucket images"})
    static final class Test extends Verb {
        @Mixin
        Target target = new Target();

        @Override
        int run(House house) throws IOException {
            List<Trial.Check> checks = house.stores.trial(target.backend(), target.secret());
            checks.forEach(check -> print((check.ok() ? "ok\t" : "FAILED\t") + check.what() + "\t" + check.millis()
                    + " ms" + (check.message().isEmpty() ? "" : "\t" + check.message())));
            return checks.stream().allMatch(Trial.Check::ok) ? Main.OK : Main.FAILED;
        }
    }

    @Command(
            name = "move",
            description = "Begins to move the bytes there. A running server does it; pushes and pulls go on.",
            footer = {"", "Example: portcullis storage move --kind s3 --bucket images --endpoint https://s3.example.com"
            })
    static final class Move extends Verb {
        @Mixin
        Target target = new Target();

        @Override
        int run(House house) throws IOException {
            house.storage.start(Accounts.SYSTEM, target.backend(), target.secret());
            print("The move has begun. See: portcullis storage show");
            return Main.OK;
        }
    }

    @Command(
            name = "switch",
            description = "Makes the new store the main one. The old one is kept in step, so that there is a way back.",
            footer = {"", "Example: portcullis storage switch"})
    static final class Switch extends Verb {
        @Override
        int run(House house) {
            house.storage.switchOver(Accounts.SYSTEM);
            print("The new store is the main one. Once you are sure: portcullis storage finish");
            return Main.OK;
        }
    }

    @Command(
            name = "back",
            description = "Makes the old store the main one again.",
            footer = {"", "Example: portcullis storage back"})
    static final class Back extends Verb {
        @Override
        int run(House house) {
            house.storage.goBack(Accounts.SYSTEM);
            print("The old store is the main one again.");
            return Main.OK;
        }
    }

    @Command(
            name = "finish",
            description = {
                "Ends the move: the store that is not the main one is no longer written, and its bytes stay there.",
                "Before the switch this cancels the move."
            },
            footer = {"", "Example: portcullis storage finish"})
    static final class Finish extends Verb {
        @Override
        int run(House house) {
            house.storage.finish(Accounts.SYSTEM);
            print("Done. The bytes are in "
                    + house.storage.current().value().backend().told() + " alone.");
            return Main.OK;
        }
    }
}
