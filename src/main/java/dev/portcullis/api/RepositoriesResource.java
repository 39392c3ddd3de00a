package dev.portcullis.api;

import dev.portcullis.access.AccessControl;
import dev.portcullis.access.Action;
import dev.portcullis.access.Explanation;
import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.VisibleRepositories;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.OwnAccount;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.RepositoryRegister;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Repositories: what they are, who may do what with them, and why. */
@Path("/api/v1/repositories")
@RunOnVirtualThread
public class RepositoriesResource {
    private static final String NAME = "{name: \\G.+}";

    private final RepositoryRegister register;
    private final VisibleRepositories visible;
    private final AccessControl control;
    private final Grants grants;
    private final LiveAccounts accounts;
    private final CurrentAccess current;

    /** A new repository; private unless said otherwise. */
    public record NewRepository(
            @Nullable String name, @Nullable String description, boolean isPublic) {}

    /** What may be changed; what is left out stays. */
    public record RepositoryChange(
            @Nullable String description,
            @Nullable Boolean isPublic,
            @Nullable Boolean immutableTags) {}

    /** A new name, in the same namespace or in another. */
    public record NewName(@Nullable String name) {}

    RepositoriesResource(
            RepositoryRegister register,
            VisibleRepositories visible,
            AccessControl control,
            Grants grants,
            LiveAccounts accounts,
            CurrentAccess current) {
        this.register = register;
        this.visible = visible;
        this.control = control;
        this.grants = grants;
        this.accounts = accounts;
        this.current = current;
    }

    /** A page of the repositories that the caller sees, by name. */
    @GET
    @OwnAccount
    public Listing<RepositoryRegister.Entry> list(
            @RestQuery @Nullable String after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        Listing<String> names = Listing.of(
                after,
                limit,
                (last, most) ->
                        visible.page(current.caller(), current.credentialLimit(), last == null ? "" : last, most),
                Function.identity());
        return new Listing<>(register.find(names.items()), names.next());
    }

    /** Creates a repository where the caller may. */
    @POST
    @OwnAccount
    public RestResponse<RepositoryRegister.Entry> create(NewRepository wish) {
        Confirmation.body(wish);
        RepositoryName name = RepositoryName.parse(Confirmation.given(wish.name(), "name"));
        if (!current.accessTo(name).allows(Action.CREATE)) {
            throw new RegistryException(
                    ErrorCode.DENIED, "You may not create repositories in " + name.namespace() + ".");
        }
        register.create(by(), name, current.caller().accountIdOrNull());
        if (wish.description() != null) {
            register.describe(by(), name, wish.description());
        }
        if (wish.isPublic()) {
            grants.setPublic(by(), name, true);
        }
        return RestResponse.status(RestResponse.Status.CREATED, entry(name));
    }

    /** One repository. */
    @GET
    @Path(NAME)
    @Requires(Action.VIEW)
    public RepositoryRegister.Entry get(@RestPath String name) {
        return entry(RepositoryName.parse(name));
    }

    /** Changes description, visibility, or whether tags stay where they point. */
    @PATCH
    @Path(NAME)
    @Requires(Action.VIEW)
    public RepositoryRegister.Entry change(@RestPath String name, RepositoryChange change) {
        Confirmation.body(change);
        RepositoryName repository = RepositoryName.parse(name);
        if (change.description() != null) {
            require(Action.EDIT);
            register.describe(by(), repository, change.description());
        }
        if (change.isPublic() != null) {
            require(Action.VISIBILITY);
            grants.setPublic(by(), repository, change.isPublic());
        }
        if (change.immutableTags() != null) {
            require(Action.GRANT);
            register.setImmutableTags(by(), repository, change.immutableTags());
        }
        return entry(repository);
    }

    /** Gives it another name, or moves it to another namespace where the caller may create repositories. */
    @POST
    @Path(NAME + "/rename")
    @Requires(Action.REMOVE)
    public RepositoryRegister.Entry rename(@RestPath String name, NewName wish) {
        Confirmation.body(wish);
        RepositoryName to = RepositoryName.parse(Confirmation.given(wish.name(), "name"));
        if (!current.accessTo(to).allows(Action.CREATE)) {
            throw new RegistryException(ErrorCode.DENIED, "You may not create repositories in " + to.namespace() + ".");
        }
        register.rename(by(), RepositoryName.parse(name), to);
        return entry(to);
    }

    /** Deletes a repository with all its tags; the name has to be repeated in {@code confirm}. */
    @DELETE
    @Path(NAME)
    @Requires(Action.REMOVE)
    public void delete(@RestPath String name, @RestQuery @Nullable String confirm) {
        Confirmation.require(confirm, name);
        register.delete(by(), RepositoryName.parse(name));
    }

    /** What is granted on exactly this repository. */
    @GET
    @Path(NAME + "/grants")
    @Requires(Action.GRANT)
    public Listing<Granted> grants(@RestPath String name) {
        return new Listing<>(grants.list(target(name)).stream().map(Granted::of).toList(), null);
    }

    /** Grants a role on it, in place of the one that was granted to the same. */
    @PUT
    @Path(NAME + "/grants")
    @Requires(Action.GRANT)
    public void grant(@RestPath String name, Granted wish) {
        Confirmation.body(wish);
        grants.grant(
                by(), new Grant(Granted.subject(wish.to()), target(name), Confirmation.given(wish.role(), "role")));
    }

    /** Takes a grant on it back. */
    @DELETE
    @Path(NAME + "/grants")
    @Requires(Action.GRANT)
    public void revoke(@RestPath String name, @RestQuery @Nullable String to) {
        if (!grants.revoke(by(), Granted.subject(to), target(name))) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no such grant.");
        }
    }

    /**
     * What an account may do here, action by action, and why: for whoever manages the access, for auditors, and for
     * everyone about themselves. {@code anonymous} asks for who is not signed in.
     */
    @GET
    @Path(NAME + "/access/{account}")
    @OwnAccount
    public Listing<Explanation> access(
            @RestPath String name, @RestPath String account, @RestQuery @Nullable String action) {
        RepositoryName repository = RepositoryName.parse(name);
        Long me = current.caller().accountIdOrNull();
        var asking = me == null ? null : accounts.find(me);
        boolean may = account.equals(by())
                || (asking != null && asking.seesEverything())
                || current.accessTo(repository).allows(Action.GRANT);
        if (!may) {
            throw new RegistryException(
                    ErrorCode.DENIED, "Ask about yourself, or let somebody ask who manages the access to it.");
        }
        List<Action> actions = action == null ? List.of(Action.values()) : List.of(action(action));
        String whose = account.equals("anonymous") ? null : account;
        return new Listing<>(
                actions.stream()
                        .map(one -> control.explain(whose, repository, one))
                        .toList(),
                null);
    }

    private static Action action(String name) {
        try {
            return Action.parse(name);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private RepositoryRegister.Entry entry(RepositoryName name) {
        return register.find(List.of(name.toString())).stream()
                .findFirst()
                .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
    }

    private void require(Action action) {
        if (!current.repository().allows(action)) {
            throw new RegistryException(ErrorCode.DENIED);
        }
    }

    private static Grant.Target target(String name) {
        return new Grant.Target.Repository(RepositoryName.parse(name));
    }

    private String by() {
        return current.caller().displayName();
    }
}
