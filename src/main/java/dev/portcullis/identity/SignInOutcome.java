package dev.portcullis.identity;

/** What a source says to a name and a password. */
public sealed interface SignInOutcome {
    /** It is them. */
    record Proved(ExternalPerson person) implements SignInOutcome {}

    /** The source has nobody of that name: the next one is asked. */
    record Unknown() implements SignInOutcome {}

    /** The source knows the name, and this is not the password, or the person is disabled or expired there. */
    record Refused(String why) implements SignInOutcome {}

    /** The source could not be asked: it is down, slow, or wrongly set up. */
    record Unavailable(String why) implements SignInOutcome {}
}
