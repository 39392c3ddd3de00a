package dev.portcullis.repository;

import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** Lets a test of the whole program stop its collector. */
@Singleton
class HeldGcSteps extends GcSteps {
    private volatile Consumer<Step> at = _ -> {};

    void at(Consumer<Step> action) {
        at = action;
    }

    @Override
    void reached(Step step) {
        at.accept(step);
    }
}
