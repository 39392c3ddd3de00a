package dev.portcullis.console;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A setting of an identity source that has an input of its own.
 *
 * @param path where it stands in the settings, as {@link SettingsTree} reads it; the input's name too
 * @param needs the path of another field, without which this one says nothing; null: none
 */
record SourceField(
        String path,
        Type type,
        Function<SourceFieldWords, String> label,
        @Nullable Function<SourceFieldWords, String> hint,
        List<Option> options,
        @Nullable String needs) {

    /** What is typed. */
    enum Type {
        TEXT,
        /** Certificates. */
        PEM,
        /** One a line. */
        LIST,
        NUMBER,
        FLAG,
        CHOICE
    }

    /** One of a choice. */
    record Option(String value, Function<SourceFieldWords, String> label) {}

    /** Fields that belong together. */
    record Group(Function<SourceFieldWords, String> legend, List<SourceField> fields) {}

    SourceField {
        options = List.copyOf(options);
    }

    static SourceField of(String path, Type type, Function<SourceFieldWords, String> label) {
        return new SourceField(path, type, label, null, List.of(), null);
    }

    static SourceField of(
            String path, Type type, Function<SourceFieldWords, String> label, Function<SourceFieldWords, String> hint) {
        return new SourceField(path, type, label, hint, List.of(), null);
    }

    static SourceField choice(String path, Function<SourceFieldWords, String> label, Option... options) {
        return new SourceField(path, Type.CHOICE, label, null, List.of(options), null);
    }

    SourceField hint(Function<SourceFieldWords, String> text) {
        return new SourceField(path, type, label, text, options, needs);
    }

    SourceField needs(String other) {
        return new SourceField(path, type, label, hint, options, other);
    }
}
