package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.RepositoryRegister;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis repo}. */
@Command(
        name = "repo",
        description = "Manages repositories.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Repo.Create.class,
            Repo.ListAll.class,
            Repo.Visibility.class,
            Repo.Tags.class,
            Repo.Rename.class,
            Repo.Delete.class
        },
        footer = {"", "Example: portcullis repo create acme/web --public"})
final class Repo extends Group {

    /** Verbs about one repository. */
    abstract static class OfOne extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "The repository, such as acme/web.")
        String text = "";

        @Override
        void check() {
            name();
        }

        final RepositoryName name() {
            return RepositoryName.parse(text);
        }
    }

    enum Seen {
        PUBLIC,
        PRIVATE
    }

    @Command(
            name = "create",
            description = "Creates a repository, private unless told otherwise.",
            footer = {"", "Example: portcullis repo create acme/web --public"})
    static final class Create extends OfOne {
        @Option(names = "--public", description = "Let everyone pull from it, without sign-in.")
        boolean isPublic;

        @Override
        int run(House house) {
            house.repositories.create(Accounts.SYSTEM, name(), null);
            if (isPublic) {
                house.grants.setPublic(Accounts.SYSTEM, name(), true);
            }
            print("Created the " + (isPublic ? "public" : "private") + " repository " + name() + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the repositories.",
            footer = {"", "Example: portcullis repo list --json"})
    static final class ListAll extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    Pages.all(house.repositories::list, RepositoryRegister.Entry::name),
                    entry -> entry.name() + (entry.isPublic() ? "\tpublic" : "\tprivate"));
            return Main.OK;
        }
    }

    @Command(
            name = "visibility",
            description = "Makes a repository public or private. It is felt within a second.",
            footer = {"", "Example: portcullis repo visibility acme/web public"})
    static final class Visibility extends OfOne {
        @Parameters(index = "1", paramLabel = "public|private", description = "Who may pull without a grant.")
        Seen seen = Seen.PRIVATE;

        @Override
        int run(House house) {
            house.grants.setPublic(Accounts.SYSTEM, name(), seen == Seen.PUBLIC);
            print(name() + (seen == Seen.PUBLIC ? " is public." : " is private."));
            return Main.OK;
        }
    }

    enum Kept {
        IMMUTABLE,
        MUTABLE
    }

    @Command(
            name = "tags",
            description = {
                "Makes the tags of a repository immutable: they are not moved to other images and not deleted.",
                "mutable takes that back."
            },
            footer = {"", "Example: portcullis repo tags acme/web immutable"})
    static final class Tags extends OfOne {
        @Parameters(index = "1", paramLabel = "immutable|mutable", description = "Whether they stay where they point.")
        Kept kept = Kept.IMMUTABLE;

        @Override
        int run(House house) {
            house.repositories.setImmutableTags(Accounts.SYSTEM, name(), kept == Kept.IMMUTABLE);
            print("The tags of " + name() + (kept == Kept.IMMUTABLE ? " are immutable." : " are mutable."));
            return Main.OK;
        }
    }

    @Command(
            name = "rename",
            description = "Gives a repository another name, or moves it to another namespace.",
            footer = {"", "Example: portcullis repo rename acme/web shop/web"})
    static final class Rename extends OfOne {
        @Parameters(index = "1", paramLabel = "NEW", description = "The new name.")
        String newName = "";

        @Override
        int run(House house) {
            RepositoryName to = RepositoryName.parse(newName);
            house.repositories.rename(Accounts.SYSTEM, name(), to);
            print(name() + " is called " + to + " now.");
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = {
                "Deletes a repository with its tags and manifests.",
                "The space is freed later: see portcullis gc."
            },
            footer = {"", "Example: portcullis repo delete acme/web --yes"})
    static final class Delete extends OfOne {
        @Option(names = "--yes", required = true, description = "It cannot be undone: say so.")
        boolean sure;

        @Override
        boolean joinsTheNodes() {
            return true;
        }

        @Override
        int run(House house) {
            house.repositories.delete(Accounts.SYSTEM, name());
            print("Deleted the repository " + name() + ".");
            return Main.OK;
        }
    }
}
