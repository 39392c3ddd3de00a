package dev.portcullis.secret;

import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Gives the registry a new master key: it is put in front of the file first, then each sealed value is sealed anew with
 * it. A crash between the two leaves values that the older key opens; running it again finishes them.
 */
@Singleton
public final class KeyRotation {
    private final Jdbi jdbi;
    private final MasterKey masterKey;

    /**
     * A column of sealed values. Each is bound to its place, which is told as table, column and row.
     *
     * @param id the column that names the row
     */
    private record Sealed(String table, String id, String column) {
        String place(String row) {
            return table + "." + column + ":" + row;
        }
    }

    /** Every column that holds something sealed; a test finds one that is missing here. */
    private static final List<Sealed> COLUMNS = List.of(
            new Sealed("signing_key", "kid", "private_key"),
            new Sealed("identity_source", "id", "secret"),
            new Sealed("second_factor", "account_id", "secret"),
            new Sealed("setting_secret", "name", "sealed"));

    KeyRotation(Jdbi jdbi, MasterKey masterKey) {
        this.jdbi = jdbi;
        this.masterKey = masterKey;
    }

    /** Makes a new key and seals everything with it; answers how many values that were. */
    public int rotate() {
        masterKey.rotate();
        return COLUMNS.stream().mapToInt(this::sealAnew).sum();
    }

    private int sealAnew(Sealed sealed) {
        return jdbi.inTransaction(handle -> {
            List<String> rows = handle.createQuery(
                            "select <id>::text from <table> where <column> is not null order by 1")
                    .define("id", sealed.id())
                    .define("table", sealed.table())
                    .define("column", sealed.column())
                    .mapTo(String.class)
                    .list();
            return rows.stream().mapToInt(row -> sealAnew(handle, sealed, row)).sum();
        });
    }

    private int sealAnew(Handle handle, Sealed sealed, String row) {
        byte[] before = handle.createQuery("select <column> from <table> where <id>::text = :row for update")
                .define("id", sealed.id())
                .define("table", sealed.table())
                .define("column", sealed.column())
                .bind("row", row)
                .mapTo(byte[].class)
                .one();
        if (masterKey.isSealedWithNewest(before)) {
            return 0;
        }
        String place = sealed.place(row);
        return handle.createUpdate("update <table> set <column> = :sealed where <id>::text = :row")
                .define("id", sealed.id())
                .define("table", sealed.table())
                .define("column", sealed.column())
                .bind("sealed", masterKey.seal(masterKey.open(before, place), place))
                .bind("row", row)
                .execute();
    }
}
