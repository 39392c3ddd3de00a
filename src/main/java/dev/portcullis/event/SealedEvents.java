package dev.portcullis.event;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Hears of every event once, a few seconds after it was written, in the transaction that seals it. */
public interface SealedEvents {

    /** Must not block, and take no lock that a request may wait for; what it throws undoes its own work only. */
    void sealed(Handle handle, List<AuditEvent> events);
}
