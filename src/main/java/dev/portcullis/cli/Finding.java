package dev.portcullis.cli;

/** One thing that {@code doctor} looked at, how it is, and where needed what to do. */
record Finding(String what, Verdict verdict, String sentence) {

    /** How something is. */
    enum Verdict {
        OK,
        WARNING,
        WRONG
    }

    static Finding ok(String what, String sentence) {
        return new Finding(what, Verdict.OK, sentence);
    }

    static Finding warning(String what, String sentence) {
        return new Finding(what, Verdict.WARNING, sentence);
    }

    static Finding wrong(String what, String sentence) {
        return new Finding(what, Verdict.WRONG, sentence);
    }
}
