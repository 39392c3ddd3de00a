package dev.portcullis.settings;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;

/** Makes the refusals of settings: the field is told beside the sentence, so that a form can show it there. */
public final class InvalidSetting {
    private InvalidSetting() {}

    /** {@link ErrorCode#REQUEST_INVALID} at that field, or {@link ErrorCode#CONFLICT} for {@link #pinned}. */
    public static RegistryException at(String field, String sentence) {
        return new RegistryException(ErrorCode.REQUEST_INVALID, sentence).at(field);
    }

    static RegistryException pinned(String field, String property) {
        return new RegistryException(
                        ErrorCode.CONFLICT,
                        "The configuration of the server sets " + property + ", so " + field
                                + " cannot be changed here. Take it out there first.")
                .at(field);
    }
}
