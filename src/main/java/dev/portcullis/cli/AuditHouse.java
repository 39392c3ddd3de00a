package dev.portcullis.cli;

import dev.portcullis.event.AuditExport;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditVerifier;
import jakarta.inject.Singleton;

/** The parts of the house that {@link Audit} uses. */
@Singleton
final class AuditHouse {
    final AuditLog log;
    final AuditExport export;
    final AuditVerifier verifier;

    AuditHouse(AuditLog log, AuditExport export, AuditVerifier verifier) {
        this.log = log;
        this.export = export;
        this.verifier = verifier;
    }
}
