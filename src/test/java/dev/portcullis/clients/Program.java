package dev.portcullis.clients;

import java.util.List;
import java.util.stream.Stream;

/** A program and the first words of its command line. */
record Program(Shell shell, List<Object> words) {

    /** The same program with these words added. */
    Program with(Object... more) {
        return new Program(shell, List.of(all(more)));
    }

    Shell.Outcome run(Object... more) {
        return shell.run(all(more));
    }

    Shell.Outcome runWith(String input, Object... more) {
        return shell.runWith(input, all(more));
    }

    private Object[] all(Object... more) {
        return Stream.concat(words.stream(), Stream.of(more)).toArray();
    }
}
