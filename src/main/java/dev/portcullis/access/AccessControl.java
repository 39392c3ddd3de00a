package dev.portcullis.access;

import dev.portcullis.database.Epochs;
import dev.portcullis.database.Remembered;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides what a caller may do to a repository. What no rule below gives is refused.
 *
 * <ul>
 *   <li>The administrator may do everything. The auditor sees everything, and pulls where that was said.
 *   <li>A user may do everything in the own namespace, an owner of an organization everything in its namespace.
 *   <li>Grants of roles to everyone, to a user or to a team, on a repository, a prefix or a namespace, add up.
 *   <li>A robot may do what its permissions list, and what everyone may; one of an organization nothing outside of it.
 *   <li>In the namespace of a user only that user changes anything: others are given read-only at most, teams nothing.
 *   <li>A repository that does not exist may be created by the first push of one who has {@link Action#CREATE} there: by
 *       role, or as a member of a creator team. The administrator's push also creates an organization that does not
 *       exist.
 *   <li>Who is not signed in may do nothing where anonymous access is off.
 *   <li>An account that is not active may do nothing, not even what everyone may.
 * </ul>
 *
 * <p>The credential in use may give less; see {@code auth.CredentialLimit}.
 */
@Singleton
public final class AccessControl {
    private static final int MAX_REMEMBERED = 100_000;
    private static final long NOBODY = -1;

    private record Key(long accountId, RepositoryName name) {}

    private final Jdbi jdbi;
    private final Supplier<GeneralSettings> general;
    private final Remembered<Key, RepositoryAccess> remembered;

    @Inject
    AccessControl(Jdbi jdbi, Epochs epochs, Settings settings, GeneralSettings.Section general) {
        this(jdbi, epochs, () -> settings.value(general));
    }

    AccessControl(Jdbi jdbi, Epochs epochs, Supplier<GeneralSettings> general) {
        this.jdbi = jdbi;
        this.remembered = new Remembered<>(epochs.access(), MAX_REMEMBERED);
        this.general = general;
    }

    /**
     * What this caller may do to that repository just now. Costs one query, or none while it is remembered. What does
     * not exist is not, so a repository created a moment ago is seen at once; nor is that nothing is allowed, since the
     * time of the answer would tell what is hidden from what is missing.
     *
     * <p>For a repository that does not exist, one who may create it is allowed to look (and will find nothing), and to
     * push where creation on push is on and the namespace exists or the caller is the administrator.
     * Anyone else is allowed nothing.
     */
    public RepositoryAccess decide(Caller caller, RepositoryName name) {
        Long accountId = caller.accountIdOrNull();
        Key key = new Key(accountId == null ? NOBODY : accountId, name);
        return remembered.get(key, () -> ask(accountId, name), AccessControl::isRemembered);
    }

    private static boolean isRemembered(RepositoryAccess access) {
        return access.id() != null && !access.allowed().isEmpty();
    }

    private RepositoryAccess ask(@Nullable Long accountId, RepositoryName name) {
        RightsFacts facts = jdbi.withHandle(handle -> RightsQuery.ask(handle, accountId, name));
        return new RepositoryAccess(
                name, facts.repositoryId(), Judgement.of(facts, general.get()).allowed());
    }

    /**
     * The same decision on one action, with what led to it and what would change it. The account may be a user or a
     * robot; null asks for nobody. Always from the database. {@link ErrorCode#NOT_FOUND} where there is no such account.
     */
    public Explanation explain(@Nullable String account, RepositoryName name, Action action) {
        return jdbi.withHandle(handle -> {
            Long id = account == null ? null : (Long) accountId(handle, account);
            RightsFacts facts = RightsQuery.ask(handle, id, name);
            return Explanation.of(
                    account == null ? "anonymous" : account, name, action, facts, Judgement.of(facts, general.get()));
        });
    }

    private static long accountId(Handle handle, String account) {
        return handle.createQuery("select id from account where name = :name and kind <> 'organization'")
                .bind("name", account)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(
                        () -> new RegistryException(ErrorCode.NOT_FOUND, "There is no user or robot " + account + "."));
    }

    /** Whether the first component of the name is an account. Not remembered; only to explain a refusal. */
    public boolean namespaceExists(RepositoryName name) {
        return jdbi.withHandle(h -> h.createQuery("select count(*) from account where name = :name")
                        .bind("name", name.namespace())
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }
}
