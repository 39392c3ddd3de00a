package dev.portcullis.identity.jwt;

/** A token of somebody else's that is not taken. The message says why, for the log and the audit; it quotes no token. */
public final class TokenRefusedException extends Exception {
    /** One sentence without the token. */
    public TokenRefusedException(String why) {
        super(why);
    }

    /** Why, as it may stand in the log. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
