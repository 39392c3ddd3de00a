package dev.portcullis.console;

import dev.portcullis.error.RegistryException;

/**
 * Why a form was not taken; empty where nothing is wrong.
 *
 * @param field what of the form it is about; empty where it is about no one field
 * @param english whether it is a sentence of the house, which speaks English only; screen readers must know
 */
public record Problem(String text, String field, boolean english) {
    static final Problem NONE = new Problem("", "", false);

    /** In the visitor's language. */
    static Problem of(String text) {
        return of(text, "");
    }

    static Problem of(String text, String field) {
        return new Problem(text, field, false);
    }

    static Problem of(RegistryException refused) {
        return new Problem(
                refused.getMessage() == null ? refused.code().sentence() : refused.getMessage(), refused.field(), true);
    }
}
