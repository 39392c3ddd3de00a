package dev.portcullis.repository;

/** A veto on a push, given by the rooms above (immutability, trust, quota). */
public interface PushRule {

    /** Returns when the push may go on; throws a {@code RegistryException} that says which rule is against it. */
    void check(ManifestPush.Candidate candidate);
}
