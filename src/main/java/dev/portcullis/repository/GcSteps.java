package dev.portcullis.repository;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** The moments of a collection at which a test may stop it, to let a push go first. Nothing happens in the program. */
@DefaultBean
@Singleton
class GcSteps {
    enum Step {
        MANIFEST_LOCKED,
        MANIFEST_DELETED,
        LINKS_LOCKED,
        LINKS_JUDGED,
        BLOBS_LOCKED,
        BLOBS_JUDGED,
        BLOBS_COMMITTED,
        OBJECTS_DELETED
    }

    void reached(Step step) {}
}
