package dev.portcullis.secret;

import dev.portcullis.testing.TestFolders;

/** Master keys for tests of other packages. */
public final class TestKeys {
    private TestKeys() {}

    /** A key that nobody else has. */
    public static MasterKey fresh() {
        return new MasterKey(TestFolders.create("key").resolve("master.key"));
    }
}
