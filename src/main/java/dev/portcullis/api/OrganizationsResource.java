package dev.portcullis.api;

import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.DefaultGrants;
import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.RobotList;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.OwnAccount;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresOwner;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Organizations: their members, and what is granted on all of their repositories or below a name. */
@Path("/api/v1/organizations")
@RunOnVirtualThread
public class OrganizationsResource {
    private final Organizations organizations;
    private final AccountLifecycle lifecycle;
    private final Grants grants;
    private final DefaultGrants defaults;
    private final LiveAccounts accounts;
    private final RobotList robots;
    private final CurrentAccess current;

    /** A new organization, with a first owner or without. */
    public record NewOrganization(
            @Nullable String name, @Nullable String owner) {}

    /** An organization. */
    public record Organization(String name) {}

    /** How somebody is a member. */
    public record Membership(boolean owner) {}

    OrganizationsResource(
            Organizations organizations,
            AccountLifecycle lifecycle,
            Grants grants,
            DefaultGrants defaults,
            LiveAccounts accounts,
            RobotList robots,
            CurrentAccess current) {
        this.organizations = organizations;
        this.lifecycle = lifecycle;
        this.grants = grants;
        this.defaults = defaults;
        this.accounts = accounts;
        this.robots = robots;
        this.current = current;
    }

    /** A page of the organizations that the caller is in; of all for administrators and auditors. */
    @GET
    @OwnAccount
    public Listing<Organization> list(
            @RestQuery @Nullable String after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        Long me = current.caller().accountIdOrNull();
        var account = me == null ? null : accounts.find(me);
        if (me == null || account == null) {
            return new Listing<>(List.of(), null);
        }
        Listing<String> names = Listing.of(
                after,
                limit,
                (last, most) ->
                        account.seesEverything() ? organizations.list(last, most) : organizations.of(me, last, most),
                Function.identity());
        return new Listing<>(names.items().stream().map(Organization::new).toList(), names.next());
    }

    /** Creates an organization. */
    @POST
    @RequiresAdministrator
    public RestResponse<Organization> create(NewOrganization wish) {
        Confirmation.body(wish);
        String name = Confirmation.given(wish.name(), "name");
        organizations.create(by(), name, wish.owner());
        return RestResponse.status(RestResponse.Status.CREATED, new Organization(name));
    }

    /** Gives it another name, and its repositories and robots with it. */
    @POST
    @Path("{org}/rename")
    @RequiresAdministrator
    public Organization rename(@RestPath String org, Organization wish) {
        Confirmation.body(wish);
        require(org);
        lifecycle.rename(by(), org, Confirmation.given(wish.name(), "name"));
        return wish;
    }

    /** What deleting it would take away. */
    @GET
    @Path("{org}/belongings")
    @RequiresOwner(lookOnly = true)
    public AccountLifecycle.Belongings belongings(@RestPath String org) {
        return lifecycle.belongings(org);
    }

    /** Deletes an organization without repositories; the name has to be repeated in {@code confirm}. */
    @DELETE
    @Path("{org}")
    @RequiresAdministrator
    public void delete(@RestPath String org, @RestQuery @Nullable String confirm) {
        Confirmation.require(confirm, org);
        organizations.delete(by(), org);
    }

    /** A page of its members, by name. */
    @GET
    @Path("{org}/members")
    @RequiresOwner(lookOnly = true)
    public Listing<Organizations.Member> members(
            @RestPath String org,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(
                after, limit, (last, most) -> organizations.members(org, last, most), Organizations.Member::name);
    }

    /** Adds a member, or makes one an owner or no longer one. */
    @PUT
    @Path("{org}/members/{user}")
    @RequiresOwner
    public void putMember(@RestPath String org, @RestPath String user, @Nullable Membership membership) {
        organizations.putMember(by(), org, user, membership != null && membership.owner());
    }

    /** Takes a member out, and out of its teams. */
    @DELETE
    @Path("{org}/members/{user}")
    @RequiresOwner
    public void removeMember(@RestPath String org, @RestPath String user) {
        organizations.removeMember(by(), org, user);
    }

    /** A page of the robots of an organization, by name; with {@code needsReview} only those without a responsible owner. */
    @GET
    @Path("{org}/robots")
    @RequiresOwner(lookOnly = true)
    public Listing<RobotList.Robot> robots(
            @RestPath String org,
            @RestQuery boolean needsReview,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(
                after, limit, (last, most) -> robots.list(org, needsReview, last, most), RobotList.Robot::name);
    }

    /** What is granted on exactly {@code on}: {@code acme/*} or {@code acme/web/*}. */
    @GET
    @Path("{org}/grants")
    @RequiresOwner(lookOnly = true)
    public Listing<Granted> grants(@RestPath String org, @RestQuery @Nullable String on) {
        Grant.Target target = within(org, on == null ? org + "/*" : on);
        return new Listing<>(grants.list(target).stream().map(Granted::of).toList(), null);
    }

    /** Grants a role, in place of the one that was granted to the same on the same. */
    @PUT
    @Path("{org}/grants")
    @RequiresOwner
    public void grant(@RestPath String org, Granted wish) {
        Confirmation.body(wish);
        Grant.Target target = within(org, Confirmation.given(wish.on(), "on"));
        grants.grant(by(), new Grant(Granted.subject(wish.to()), target, Confirmation.given(wish.role(), "role")));
    }

    /** Takes a grant back. */
    @DELETE
    @Path("{org}/grants")
    @RequiresOwner
    public void revoke(@RestPath String org, @RestQuery @Nullable String to, @RestQuery @Nullable String on) {
        Grant.Target target = within(org, Confirmation.given(on, "on"));
        if (!grants.revoke(by(), Granted.subject(to), target)) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no such grant.");
        }
    }

    /** What is granted on each new repository. */
    @GET
    @Path("{org}/default-grants")
    @RequiresOwner(lookOnly = true)
    public Listing<Granted> defaultGrants(@RestPath String org) {
        return new Listing<>(
                defaults.list(org).stream()
                        .map(entry -> new Granted(entry.subject().notation(), org + "/*", entry.role()))
                        .toList(),
                null);
    }

    /** Sets what a user or a team gets on each new repository. */
    @PUT
    @Path("{org}/default-grants")
    @RequiresOwner
    public void putDefaultGrant(@RestPath String org, Granted wish) {
        Confirmation.body(wish);
        defaults.put(by(), org, Granted.subject(wish.to()), Confirmation.given(wish.role(), "role"));
    }

    /** Takes one away. */
    @DELETE
    @Path("{org}/default-grants")
    @RequiresOwner
    public void removeDefaultGrant(@RestPath String org, @RestQuery @Nullable String to) {
        if (!defaults.remove(by(), org, Granted.subject(to))) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no such default grant.");
        }
    }

    /** Who owns one organization decides nothing in another. */
    private static Grant.Target within(String org, String on) {
        Grant.Target target = Grant.Target.parse(on);
        if (!target.namespaceName().equals(org)) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, on + " is not in " + org + ".");
        }
        return target;
    }

    private void require(String org) {
        if (!organizations.exists(org)) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no organization " + org + ".");
        }
    }

    private String by() {
        return current.caller().displayName();
    }
}
