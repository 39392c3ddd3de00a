package dev.portcullis.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The roles that are always there. What is granted adds up, so their order is their strength. */
public enum Level {
    READ_ONLY,
    READ_WRITE,
    ADMIN;

    private static final Set<Action> READ = Set.of(Action.VIEW, Action.PULL);
    private static final Set<Action> WRITE = Set.of(Action.VIEW, Action.PULL, Action.PUSH, Action.DELETE, Action.SCAN);
    private static final Set<Action> ALL = Set.copyOf(EnumSet.allOf(Action.class));

    /** What may be done at this level. */
    public Set<Action> actions() {
        return switch (this) {
            case READ_ONLY -> READ;
            case READ_WRITE -> WRITE;
            case ADMIN -> ALL;
        };
    }

    /** The name in the database, in commands and in the API: {@code read-only}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The level of that name; {@link IllegalArgumentException} when there is none. */
    public static Level parse(String wireName) {
        for (Level level : values()) {
            if (level.wireName().equals(wireName)) {
                return level;
            }
        }
        throw new IllegalArgumentException("There is no level " + wireName + ": use read-only, read-write or admin.");
    }
}
