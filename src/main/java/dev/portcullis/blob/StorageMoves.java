package dev.portcullis.blob;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.blob.StorageSettings.Backend;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Moves the bytes to another store while the registry goes on: both are written, what is there is copied and read back
 * against its digest, then the new store becomes the main one, and the old one is kept in step until somebody says that
 * it is no longer needed. {@code by} is who acts.
 */
@Singleton
public final class StorageMoves {
    private final Jdbi jdbi;
    private final Settings settings;
    private final StorageSettings.Section section;
    private final OpenStores stores;
    private final ObjectMapper json;

    /**
     * How far a move is.
     *
     * @param complete whether a pass has found every object in both stores
     * @param switched whether the new store is the main one by now
     * @param seen objects that this pass has looked at
     * @param total objects there are
     * @param copied in all passes
     * @param failed objects of this pass that are not in both stores, and could not be put there
     * @param problem the last failure
     */
    public record Progress(
            boolean complete,
            boolean switched,
            int pass,
            long seen,
            long total,
            long copied,
            long copiedBytes,
            long failed,
            @Nullable String problem,
            Instant startedAt,
            String startedBy,
            @Nullable Instant completedAt) {}

    StorageMoves(Jdbi jdbi, Settings settings, StorageSettings.Section section, OpenStores stores, ObjectMapper json) {
        this.jdbi = jdbi;
        this.settings = settings;
        this.section = section;
        this.stores = stores;
        this.json = json;
    }

    /** Where the bytes are, and move to. */
    public Setting<StorageSettings> current() {
        return settings.get(section);
    }

    /** How far the move is; empty where nothing moves. */
    public Optional<Progress> progress() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select m.*, (select count(*) from blob where object_key <> '') as total from storage_move m""")
                .map((row, context) -> new Progress(
                        row.getString("state").equals("complete"),
                        isTarget(row.getString("target")),
                        row.getInt("pass"),
                        row.getLong("seen"),
                        row.getLong("total"),
                        row.getLong("copied"),
                        row.getLong("copied_bytes"),
                        row.getLong("failed"),
                        row.getString("problem"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getString("started_by"),
                        row.getTimestamp("completed_at") == null
                                ? null
                                : row.getTimestamp("completed_at").toInstant()))
                .findOne());
    }

    /**
     * Begins to move. {@link ErrorCode#CONFLICT} while another move is under way, where the configuration names the
     * store, or when it is the one in use; the target is tried first.
     *
     * @param secretKey null where the target needs none
     */
    public void start(String by, Backend wish, @Nullable String secretKey) {
        stores.refusePinned();
        Backend target = wish.checked();
        Setting<StorageSettings> seen = current();
        if (seen.value().other() != null) {
            throw new RegistryException(ErrorCode.CONFLICT, "A move is under way. Finish it first, or go back.");
        }
        if (target.equals(seen.value().backend())) {
            throw new RegistryException(ErrorCode.CONFLICT, "The bytes are there already.");
        }
        StorageTrial.require(stores.trial(target, secretKey));
        jdbi.useHandle(handle -> handle.createUpdate(
                        "insert into storage_move (started_by, target) values (:by, :target::jsonb)"
                                + " on conflict (only_row) do update set started_by = excluded.started_by,"
                                + " target = excluded.target, state = 'copying', pass = 1, after_key = '', seen = 0, missing = 0, copied = 0,"
                                + " copied_bytes = 0, failed = 0, problem = null, started_at = now(), completed_at = null")
                .bind("by", by)
                .bind("target", json.valueToTree(target).toString())
                .execute());
        put(
                by,
                seen,
                new StorageSettings(seen.value().backend(), target, seen.value().redirect()),
                Map.of(StorageSettings.Section.OTHER_SECRET_KEY, secretKey == null ? "" : secretKey));
        told(by, "storage.move_started", seen.value().backend().told() + " -> " + target.told());
    }

    /** Makes the new store the main one, once everything is in both; the old one is kept in step. */
    public void switchOver(String by) {
        exchange(by, false, "storage.switched");
    }

    /** Makes the old store the main one again, before {@link #finish}; the move then stands as before the switch. */
    public void goBack(String by) {
        exchange(by, true, "storage.switched_back");
    }

    private void exchange(String by, boolean switched, String kind) {
        Progress now = requireMove();
        if (now.switched() != switched) {
            throw new RegistryException(
                    ErrorCode.CONFLICT, switched ? "It was not switched yet." : "It is switched already.");
        }
        requireComplete(now);
        Setting<StorageSettings> seen = current();
        StorageSettings is = seen.value();
        Backend other = is.other();
        if (other == null) {
            throw new RegistryException(ErrorCode.CONFLICT, "Nothing moves.");
        }
        // Before, so that a crash between the two leaves a pass to be done; and after, since a pass counts only from
        // there.
        again();
        put(
                by,
                seen,
                new StorageSettings(/* backend= */ other, /* other= */ is.backend(), is.redirect()),
                secretsExchanged());
        again();
        told(by, kind, is.backend().told() + " -> " + other.told());
    }

    private Map<String, String> secretsExchanged() {
        String main = settings.secret(section, StorageSettings.Section.SECRET_KEY);
        String other = settings.secret(section, StorageSettings.Section.OTHER_SECRET_KEY);
        return Map.of(
                StorageSettings.Section.SECRET_KEY, other == null ? "" : other,
                StorageSettings.Section.OTHER_SECRET_KEY, main == null ? "" : main);
    }

    /** A new pass: what a node wrote by the old roles, in the moment before it heard of the new ones, is found by it. */
    private void again() {
        jdbi.useHandle(handle -> handle.execute("update storage_move set state = 'copying', pass = pass + 1,"
                + " after_key = '', seen = 0, missing = 0, failed = 0, problem = null"));
    }

    /**
     * Ends a move. After the switch the old store is no longer written, and its bytes stay where they are for whoever
     * deletes them; before it, the same holds of the new one.
     */
    public void finish(String by) {
        Progress now = requireMove();
        if (now.switched()) {
            requireComplete(now);
        }
        Setting<StorageSettings> seen = current();
        put(
                by,
                seen,
                new StorageSettings(seen.value().backend(), null, seen.value().redirect()),
                Map.of(StorageSettings.Section.OTHER_SECRET_KEY, ""));
        jdbi.useHandle(handle -> handle.execute("delete from storage_move"));
        told(
                by,
                now.switched() ? "storage.move_finished" : "storage.move_cancelled",
                seen.value().backend().told());
    }

    /** The move's target is the main store from the switch on. */
    private boolean isTarget(String target) {
        try {
            return json.readValue(target, Backend.class)
                    .equals(current().value().backend());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the target of the move is no JSON", e);
        }
    }

    private Progress requireMove() {
        return progress().orElseThrow(() -> new RegistryException(ErrorCode.CONFLICT, "Nothing moves."));
    }

    private static void requireComplete(Progress now) {
        if (!now.complete()) {
            throw new RegistryException(
                    ErrorCode.CONFLICT,
                    "Not every object was found in both stores yet: " + now.seen() + " of " + now.total()
                            + " were looked at in pass " + now.pass()
                            + (now.failed() > 0
                                    ? ", " + now.failed() + " failed. The last failure: " + now.problem()
                                    : "")
                            + ". Wait until the move is complete.");
        }
    }

    private void put(String by, Setting<StorageSettings> seen, StorageSettings wish, Map<String, String> secrets) {
        settings.replace(by, section, json.valueToTree(wish), secrets, seen.version());
    }

    private void told(String by, String kind, String detail) {
        jdbi.useTransaction(handle -> Events.record(handle, new RegistryEvent.SystemActed(kind, by, detail)));
    }

    /** Takes the work for 30 s, unless another node has it. */
    boolean claim(UUID node) {
        return jdbi.withHandle(
                handle -> handle.createUpdate("""
                                update storage_move set claimed_by = :node, claimed_until = now() + interval '30 seconds'
                                where state = 'copying' and (claimed_by = :node or claimed_until < now())""").bind("node", node).execute() > 0);
    }

    /** What a claimed pass has done with the next objects; false when the claim was lost meanwhile. */
    boolean advance(UUID node, StorageMover.Step step) {
        return jdbi.inTransaction(handle -> advance(handle, node, step));
    }

    private static boolean advance(Handle handle, UUID node, StorageMover.Step step) {
        return handle.createUpdate("""
                                update storage_move set after_key = :after, seen = seen + :seen, missing = missing + :missing,
                                    copied = copied + :copied, copied_bytes = copied_bytes + :bytes,
                                    failed = failed + :failed, problem = coalesce(:problem, problem),
                                    claimed_until = now() + interval '30 seconds'
                                where claimed_by = :node and state = 'copying'""")
                        .bind("after", step.after())
                        .bind("seen", step.seen())
                        .bind("missing", step.missing())
                        .bind("copied", step.copied())
                        .bind("bytes", step.bytes())
                        .bind("failed", step.failed())
                        .bind("problem", step.problem())
                        .bind("node", node)
                        .execute()
                > 0;
    }

    /** A pass has come to its end: complete when it found nothing missing, else there is another. */
    void endPass(UUID node) {
        jdbi.useTransaction(handle -> {
            boolean complete = handle.createUpdate("""
                                    update storage_move set state = 'complete', completed_at = now(), after_key = ''
                                    where claimed_by = :node and state = 'copying' and missing = 0 and failed = 0""").bind("node", node).execute() > 0;
            if (!complete) {
                handle.createUpdate("""
                                update storage_move set pass = pass + 1, after_key = '', seen = 0, missing = 0,
                                    failed = case when missing = 0 then failed else 0 end
                                where claimed_by = :node and state = 'copying'""").bind("node", node).execute();
            }
        });
    }

    /** Where the pass of the claimed move is. */
    String after() {
        return jdbi.withHandle(handle -> handle.createQuery("select after_key from storage_move")
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }
}
