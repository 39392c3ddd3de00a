package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes the accounts, administrators and teams of a source what its directories say. First everything is read and
 * compared; nothing is changed when a directory fails meanwhile, or when the brake holds.
 */
@Singleton
public final class DirectorySync {
    private static final Logger LOG = Logger.getLogger(DirectorySync.class);
    private static final long BEAT = Duration.ofSeconds(2).toNanos();

    private final IdentitySources sources;
    private final Directories directories;
    private final AccessChanges changes;
    private final SyncRuns runs;
    private final ObjectMapper json;

    private record Compared(DirectorySnapshot snapshot, SyncPlan plan) {}

    DirectorySync(
            IdentitySources sources, Directories directories, AccessChanges changes, SyncRuns runs, ObjectMapper json) {
        this.sources = sources;
        this.directories = directories;
        this.changes = changes;
        this.runs = runs;
        this.json = json;
    }

    /** What a synchronization would do just now. {@link ErrorCode#UNAVAILABLE} when the directory cannot be read. */
    public SyncPlan preview(String source) {
        try {
            return compare(ldap(source), (_, _) -> {}).plan();
        } catch (DirectoryUnavailable e) {
            throw new RegistryException(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Begins a run in the background and tells its id. With {@code force} the brake does not hold it. {@link
     * ErrorCode#CONFLICT} while one is running.
     */
    public long start(String by, String source, boolean force) {
        IdentitySource found = ldap(source);
        long id = begin(found, by);
        Thread.ofVirtual().name("synchronization of " + source).start(() -> work(found, id, by, force));
        return id;
    }

    /** As {@link #start}, and waits for its end. */
    public SyncRun run(String by, String source, boolean force) {
        IdentitySource found = ldap(source);
        long id = begin(found, by);
        work(found, id, by, force);
        return runs.get(found.id(), id);
    }

    /** Runs of a source before that id, the latest first. */
    public List<SyncRun> list(String source, long before, int limit) {
        return runs.list(ldap(source).id(), before, limit);
    }

    /** One run; {@link ErrorCode#NOT_FOUND} where there is none. */
    public SyncRun get(String source, long id) {
        return runs.get(ldap(source).id(), id);
    }

    /** Lines of a run's log after that line. */
    public List<SyncRun.Line> lines(String source, long id, int after, int limit) {
        return runs.lines(get(source, id).id(), after, limit);
    }

    /** Asks a run to end after what it is just doing. */
    public void cancel(String source, long id) {
        runs.cancel(ldap(source).id(), id);
    }

    private IdentitySource ldap(String name) {
        IdentitySource source = sources.byName(name);
        if (!source.kind().equals(LdapSourceKind.KIND)) {
            throw new RegistryException(
                    ErrorCode.CONFLICT, name + " is no directory: there is nothing to synchronize.");
        }
        return source;
    }

    private long begin(IdentitySource source, String by) {
        return runs.start(source.id(), by)
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.CONFLICT, "A synchronization of " + source.name() + " is running already."));
    }

    private void work(IdentitySource source, long id, String by, boolean force) {
        try {
            Compared compared = compare(source, beats(id));
            SyncPlan plan = compared.plan();
            runs.count(id, plan.counts());
            runs.log(id, before(plan));
            if (plan.brake() != null && !force) {
                throw new SyncEnded(
                        "stopped",
                        plan.brake() + " Nothing was changed. Look at the preview; to go on, override the brake.");
            }
            new SyncApply(changes, source, id, by, compared.snapshot(), () -> load(source))
                    .apply(plan, accounts -> plan(source, compared.snapshot(), accounts));
            tell(source, by, plan);
            runs.end(id, "done", "Done.");
        } catch (SyncEnded e) {
            runs.end(id, e.state, e.sentence());
            LOG.warnf("Synchronization %d of %s: %s", (Object) id, source.name(), e.sentence());
        } catch (DirectoryUnavailable e) {
            runs.end(id, "failed", e.getMessage() + " Nothing was changed.");
            LOG.warnf("Synchronization %d of %s failed: %s", (Object) id, source.name(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Synchronization %d of %s failed", (Object) id, source.name());
            runs.end(id, "failed", "It failed; the server's log says why. What was done until then stays.");
        }
    }

    private Compared compare(IdentitySource source, DirectoryReader.Progress progress) throws DirectoryUnavailable {
        SourceAccounts accounts = load(source);
        try (DirectoryReader reader = new DirectoryReader(directories.of(source), progress)) {
            DirectorySnapshot snapshot = reader.read(accounts.teams());
            // Read again: reading the directory took a while, in which people signed in.
            return new Compared(snapshot, plan(source, snapshot, load(source)));
        }
    }

    private SourceAccounts load(IdentitySource source) {
        return changes.read(handle -> SourceAccounts.load(handle, source.id(), json));
    }

    private SyncPlan plan(IdentitySource source, DirectorySnapshot snapshot, SourceAccounts accounts) {
        LdapSettings settings = LdapSettings.read(source.settings());
        return new SyncPlanner(
                        settings,
                        snapshot,
                        accounts,
                        names -> changes.read(handle -> SourceAccounts.taken(handle, names)))
                .plan();
    }

    /** Tells the run's row every two seconds that it lives, and hears whether it was cancelled. */
    private DirectoryReader.Progress beats(long id) {
        long[] next = {System.nanoTime()};
        return (what, entries) -> {
            if (System.nanoTime() - next[0] >= 0) {
                next[0] = System.nanoTime() + BEAT;
                runs.beat(id, "reading " + what, entries, 0);
            }
        };
    }

    private static List<String> before(SyncPlan plan) {
        List<String> lines = new java.util.ArrayList<>(plan.notes());
        lines.add("The directory admits " + plan.people() + " people; " + plan.active()
                + " accounts of this source are active.");
        plan.conflicts()
                .forEach(conflict -> lines.add("No account for " + conflict.login() + ": " + conflict.why() + "."));
        return lines;
    }

    private void tell(IdentitySource source, String by, SyncPlan plan) {
        changes.make(handle -> {
            Events.record(
                    handle,
                    new RegistryEvent.AccountChanged(
                            "identity_source.synchronized",
                            by,
                            source.name(),
                            json.valueToTree(plan.counts()).toString()));
            return plan;
        });
    }
}
