package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Actor;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Gives the house to the verb that was asked for. */
@Singleton
@Unremovable
final class VerbRunner implements QuarkusApplication {
    /** One command a process: handed over here because Quarkus makes this object. */
    static volatile @Nullable Work next;

    private final House house;

    /** What a verb does. */
    interface Work {
        int run(House house) throws Exception;
    }

    VerbRunner(House house) {
        this.house = house;
    }

    @Override
    @SuppressWarnings("SystemOut")
    public int run(String... arguments) throws Exception {
        Work work = next;
        if (work == null) {
            throw new IllegalStateException("no verb was set");
        }
        Actor.set(Actor.commandLine(System.getProperty("user.name")));
        try {
            return work.run(house);
        } catch (RegistryException | CannotStartException refused) {
            System.err.println("portcullis: " + refused.getMessage());
            return Main.FAILED;
        }
    }
}
