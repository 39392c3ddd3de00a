package dev.portcullis.identity.ldap;

/** A run of a synchronization ends here, in this state. */
final class SyncEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final String state;

    SyncEnded(String state, String message) {
        super(message, null, false, false);
        this.state = state;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
