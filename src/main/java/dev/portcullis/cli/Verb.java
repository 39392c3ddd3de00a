package dev.portcullis.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works on the registry's data, beside a running server or without one. */
@Command(mixinStandardHelpOptions = true)
abstract class Verb implements Callable<Integer> {
    @Mixin
    HomeOptions homeOptions = new HomeOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Does the work; the result is the exit code. */
    abstract int run(House house) throws Exception;

    /** Refuses what is wrong by itself, before anything is started for it. */
    void check() {}

    /** Whether a server may remember what this changes; then it is told, which takes up to a second. */
    boolean joinsTheNodes() {
        return false;
    }

    /** The home that this works on; one that has been started before. */
    Path home() {
        return homeOptions.existingHome();
    }

    @Override
    public final Integer call() {
        check();
        Path home = home();
        try (Database database =
                Database.open(home, homeOptions.databaseUrl, spec.commandLine().getErr())) {
            Map<String, String> properties = Map.of(
                    "portcullis.node.join",
                    Boolean.toString(joinsTheNodes()),
                    "portcullis.node.address",
                    "command " + spec.name());
            return Program.command(home, database, properties, this::run);
        }
    }

    final void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** One line an item, or all of them as a JSON array. */
    final <T> void print(House house, boolean json, Collection<T> items, Function<T, String> line) {
        if (json) {
            print(house.json(items));
        } else {
            items.forEach(item -> print(line.apply(item)));
        }
    }
}
