package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.Identities;
import dev.portcullis.identity.IdentitySource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis user link}. */
@Command(
        name = "link",
        description = "Says that a user is somebody in a directory, who may then sign in with the password there.",
        footer = {"", "Example: portcullis user link ana --source corp --login ana.lopez --convert"})
final class UserLink extends User.OfOne {
    @Option(names = "--source", required = true, paramLabel = "SOURCE", description = "The directory's name.")
    String source = "";

    @Option(
            names = "--login",
            required = true,
            paramLabel = "LOGIN",
            description = "What they type to sign in there: they are looked up by it.")
    String login = "";

    @Option(names = "--convert", description = "Drop the password kept here, so that the directory alone lets them in.")
    boolean convert;

    @Override
    int run(House house) {
        IdentitySource found = house.identity.sources.byName(source);
        house.identity.identities.link(Accounts.SYSTEM, name, found, house.identity.trial.find(found, login), convert);
        print(name + " is " + login + " of " + source + (convert ? ", and has no password here any more." : "."));
        return Main.OK;
    }

    /** {@code portcullis user unlink}. */
    @Command(
            name = "unlink",
            description = "Takes the person at a source from a user, whose account stays.",
            footer = {"", "Example: portcullis user unlink ana --source corp"})
    static final class Unlink extends User.OfOne {
        @Option(names = "--source", required = true, paramLabel = "SOURCE", description = "The source's name.")
        String source = "";

        @Override
        int run(House house) {
            Identities.Link link = house.identity.identities.of(name).stream()
                    .filter(one -> one.source().equals(source))
                    .findFirst()
                    .orElseThrow(
                            () -> new RegistryException(ErrorCode.NOT_FOUND, name + " is nobody of " + source + "."));
            house.identity.identities.unlink(Accounts.SYSTEM, link.id());
            print(name + " is no longer " + link.login() + " of " + source + ".");
            return Main.OK;
        }
    }
}
