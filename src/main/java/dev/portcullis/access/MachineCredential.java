package dev.portcullis.access;

import dev.portcullis.reference.AddressRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access token or a robot's secret as it is just now.
 *
 * @param id {@code token:7} or {@code robot-secret:9}; it stands in bearer tokens that were got with it
 * @param account whom it signs in
 * @param told for the audit log: what it is called
 * @param until when it ends by itself; null for never
 * @param addresses from where it may be used; empty for anywhere
 */
public record MachineCredential(
        String id,
        long accountId,
        String account,
        String told,
        boolean active,
        @Nullable Instant until,
        @Nullable CredentialLimit limit,
        List<AddressRange> addresses) {
    public MachineCredential {
        addresses = List.copyOf(addresses);
    }

    /** Whether it lets in from this address at this moment. */
    public boolean isGood(Instant now, String address) {
        return active
                && (until == null || now.isBefore(until))
                && (addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address)));
    }
}
