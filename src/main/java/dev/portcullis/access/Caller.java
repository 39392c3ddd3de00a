package dev.portcullis.access;

import org.jspecify.annotations.Nullable;

/** Who asks: somebody signed in, or nobody. */
public sealed interface Caller {

    /** Nobody signed in; may do what is granted to everyone. */
    record Anonymous() implements Caller {}

    /** An account that has proved itself. Rights are looked up for each request, never carried here. */
    record SignedIn(long accountId, String name) implements Caller {}

    /** The account's row, or null for nobody. */
    default @Nullable Long accountIdOrNull() {
        return switch (this) {
            case Anonymous _ -> null;
            case SignedIn in -> in.accountId();
        };
    }

    /** The name for logs and events. */
    default String displayName() {
        return switch (this) {
            case Anonymous _ -> "anonymous";
            case SignedIn in -> in.name();
        };
    }
}
