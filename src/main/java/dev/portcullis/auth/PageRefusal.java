package dev.portcullis.auth;

import dev.portcullis.reference.ReturnPath;

/** A request for a page that does not reach it; the console answers with a page, since people read the answer. */
public abstract sealed class PageRefusal extends RuntimeException {
    private PageRefusal(String message) {
        super(message, null, false, false);
    }

    /** Nobody is signed in, or not any more. */
    public static final class NotSignedIn extends PageRefusal {
        private final transient ReturnPath back;
        private final boolean reading;

        NotSignedIn(ReturnPath back, boolean reading) {
            super("not signed in");
            this.back = back;
            this.reading = reading;
        }

        /** Where to go after signing in. */
        public ReturnPath back() {
            return back;
        }

        /** Whether a page was asked for, and nothing was sent that would be lost. */
        public boolean reading() {
            return reading;
        }
    }

    /** A request that changes something and does not come from our own pages. */
    public static final class FromElsewhere extends PageRefusal {
        FromElsewhere() {
            super("from another site");
        }
    }
}
