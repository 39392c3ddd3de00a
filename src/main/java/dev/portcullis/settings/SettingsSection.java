package dev.portcullis.settings;

import java.util.Map;
import java.util.Set;

/**
 * A part of the settings that is changed as a whole: a record whose components are plain JSON values. The feature that
 * it is for declares it as a bean.
 *
 * @param <T> the record
 */
public interface SettingsSection<T extends Record> {

    /** Its stable name, such as {@code general}. */
    String name();

    /** The record. */
    Class<T> type();

    /** What holds until somebody sets something. */
    T defaults();

    /**
     * What was wished for in its canonical form.
     *
     * @throws dev.portcullis.error.RegistryException of {@link InvalidSetting}, naming the field that will not do and saying what would
     */
    T check(T wish);

    /**
     * What of a wish counts that was made for the section as such, by the API, an import or the command line. Fields that
     * only the feature itself may set, since they belong to a secret or were proved by it, stay as they are.
     */
    default T settable(T now, T wish) {
        return wish;
    }

    /**
     * The properties of the configuration that pin a field: where one is given, its value holds and the field cannot be
     * changed. Names of fields as in the record.
     */
    default Map<String, String> pins() {
        return Map.of();
    }

    /** The names of the secrets that go with it. They are sealed, kept apart from the record, and never shown. */
    default Set<String> secrets() {
        return Set.of();
    }
}
