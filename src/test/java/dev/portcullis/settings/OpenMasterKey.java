package dev.portcullis.settings;

import java.nio.file.Path;

/** The master key of a home, for tests that put sealed things into its database. */
public final class OpenMasterKey {
    private OpenMasterKey() {}

    /** The key of that folder. */
    public static MasterKey of(Path home) {
        return new MasterKey(home.resolve("master.key"));
    }
}
