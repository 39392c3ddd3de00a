package dev.portcullis.cli;

import dev.portcullis.access.AccessTokens;
import dev.portcullis.access.Accounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code portcullis token}. */
@Command(
        name = "token",
        description = "Manages the access tokens of people.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TokenCommand.Create.class,
            TokenCommand.ListAll.class,
            TokenCommand.Activate.class,
            TokenCommand.Deactivate.class,
            TokenCommand.Delete.class,
            TokenCommand.Revoke.class
        },
        footer = {"", "Example: portcullis token create ana --label laptop --action pull --action push"})
final class TokenCommand extends Group {

    /** Verbs about one token. */
    abstract static class OfOne extends Verb {
        @Parameters(index = "0", paramLabel = "USER", description = "Whose token.")
        String user = "";

        @Parameters(index = "1", paramLabel = "ID", description = "The token's number: portcullis token list.")
        long id;
    }

    @Command(
            name = "create",
            description = "Makes an access token and prints it, this once.",
            footer = {
                "",
                "Example: portcullis token create ana --label laptop --on acme/* --action pull --expires-in 90d"
            })
    static final class Create extends Verb {
        @Parameters(paramLabel = "USER", description = "Whose token.")
        String user = "";

        @Option(names = "--label", required = true, paramLabel = "TEXT", description = "What uses it.")
        String label = "";

        @Option(
                names = "--on",
                paramLabel = "WHERE",
                description = "Repositories: acme/web, acme/web/* or * (the default). May be repeated.")
        List<String> on = new ArrayList<>();

        @Option(
                names = "--action",
                required = true,
                paramLabel = "ACTION",
                description = "pull, push, delete ... May be repeated. Never more than the user may.")
        List<String> actions = new ArrayList<>();

        @Option(
                names = "--from",
                paramLabel = "CIDR",
                description = "From where it may be used; from anywhere without it. May be repeated.")
        List<String> from = new ArrayList<>();

        @Option(
                names = "--expires-in",
                paramLabel = "SPAN",
                converter = Gc.Span.class,
                description = "When it ends, such as 90d; never without it.")
        @Nullable
        Duration expiresIn;

        @Override
        int run(House house) {
            Instant end = expiresIn == null ? null : Instant.now().plus(expiresIn);
            AccessTokens.Created created = house.tokens.create(
                    Accounts.SYSTEM,
                    user,
                    new AccessTokens.Wish(label, on.isEmpty() ? List.of("*") : on, actions, from, end));
            print(created.secret());
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists access tokens, of one user or of all.",
            footer = {"", "Example: portcullis token list --user ana"})
    static final class ListAll extends Verb {
        @Option(names = "--user", paramLabel = "USER", description = "Only this user's.")
        @Nullable
        String user;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            List<AccessTokens.Entry> all = Pages.all(
                    (last, limit) -> house.tokens.list(user, last == null ? 0 : Long.parseLong(last), limit),
                    token -> Long.toString(token.id()));
            print(
                    house,
                    json,
                    all,
                    token -> token.id() + "\t" + token.account() + "\t" + token.label() + "\t..." + token.hint() + "\t"
                            + String.join(",", token.actions()) + " on " + String.join(",", token.repositories())
                            + (token.active() ? "\tactive" : "\tswitched off")
                            + "\tends " + (token.expiresAt() == null ? "never" : token.expiresAt())
                            + "\tlast used " + (token.lastUsedAt() == null ? "never" : token.lastUsedAt()));
            return Main.OK;
        }
    }

    @Command(
            name = "activate",
            description = "Switches a token on again.",
            footer = {"", "Example: portcullis token activate ana 7"})
    static final class Activate extends OfOne {
        @Override
        int run(House house) {
            house.tokens.setActive(Accounts.SYSTEM, user, id, true);
            print("The token " + id + " works again.");
            return Main.OK;
        }
    }

    @Command(
            name = "deactivate",
            description = "Switches a token off, within a second.",
            footer = {"", "Example: portcullis token deactivate ana 7"})
    static final class Deactivate extends OfOne {
        @Override
        int run(House house) {
            house.tokens.setActive(Accounts.SYSTEM, user, id, false);
            print("The token " + id + " is switched off.");
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a token.",
            footer = {"", "Example: portcullis token delete ana 7"})
    static final class Delete extends OfOne {
        @Override
        int run(House house) {
            house.tokens.delete(Accounts.SYSTEM, user, id);
            print("Deleted the token " + id + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Deletes many tokens at once. What is given narrows; something has to be given.",
            footer = {"", "Example: portcullis token revoke --unused-for 90d"})
    static final class Revoke extends Verb {
        @Option(names = "--user", paramLabel = "USER", description = "Those of this user.")
        @Nullable
        String user;

        @Option(
                names = "--older-than",
                paramLabel = "SPAN",
                converter = Gc.Span.class,
                description = "Those made longer ago than this, such as 365d.")
        @Nullable
        Duration olderThan;

        @Option(
                names = "--unused-for",
                paramLabel = "SPAN",
                converter = Gc.Span.class,
                description = "Those not used for as long as this, such as 90d.")
        @Nullable
        Duration unusedFor;

        @Override
        void check() {
            if (user == null && olderThan == null && unusedFor == null) {
                throw new ParameterException(spec.commandLine(), "Say which: --user, --older-than or --unused-for.");
            }
        }

        @Override
        int run(House house) {
            int gone = house.tokens.revoke(Accounts.SYSTEM, user, ago(olderThan), ago(unusedFor));
            print("Deleted " + gone + " tokens.");
            return Main.OK;
        }

        private static @Nullable Instant ago(@Nullable Duration span) {
            return span == null ? null : Instant.now().minus(span);
        }
    }
}
