package dev.portcullis.console;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was just done, told once on the page that comes after it. */
enum Done {
    SAVED,
    CREATED,
    DELETED,
    ADDED,
    REMOVED,
    RENAMED,
    ENDED,
    PASSWORD_CHANGED,
    FACTOR_OFF,
    STARTED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable Done of(String wireName) {
        for (Done done : values()) {
            if (done.wireName().equals(wireName)) {
                return done;
            }
        }
        return null;
    }

    /** In the words of the reader. */
    String told(Words words, String what) {
        return switch (this) {
            case SAVED -> words.doneSaved();
            case CREATED -> words.doneCreated(what);
            case DELETED -> words.doneDeleted(what);
            case ADDED -> words.doneAdded(what);
            case REMOVED -> words.doneRemoved(what);
            case RENAMED -> words.doneRenamed(what);
            case ENDED -> words.doneEnded();
            case PASSWORD_CHANGED -> words.donePassword();
            case FACTOR_OFF -> words.doneFactorOff();
            case STARTED -> words.doneStarted();
        };
    }
}
