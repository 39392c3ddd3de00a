package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.Caller;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Robots;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AccessLog;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * The rules of the management API. They ask for a credential that carries all rights of its owner: a password, or an
 * access token for all repositories and all actions. A bearer token is issued for repositories only, so it is never
 * enough, and neither is an access token with a limit.
 */
@Singleton
final class ManagementAccess {
    private final LiveAccounts accounts;
    private final Organizations organizations;
    private final CurrentAccess current;
    private final AccessLog log;

    ManagementAccess(LiveAccounts accounts, Organizations organizations, CurrentAccess current, AccessLog log) {
        this.accounts = accounts;
        this.organizations = organizations;
        this.current = current;
        this.log = log;
    }

    void check(EndpointRule rule, ResteasyReactiveRequestContext request) {
        Account account = account();
        switch (rule) {
            case EndpointRule.Administrator _ -> require(account.administrator(), "Only an administrator may do that.");
            case EndpointRule.Auditor _ ->
                require(account.seesEverything(), "Only administrators and auditors may see that.");
            case EndpointRule.Organization of -> organization(account, of, request);
            default -> {}
        }
    }

    private Account account() {
        Identity who = current.identity();
        if (!(who.caller() instanceof Caller.SignedIn in) || who.scope() != null) {
            throw Challenges.basic();
        }
        if (who.credential().limit() != null) {
            throw new RegistryException(
                    ErrorCode.DENIED,
                    "This access token is limited to some repositories or actions. To manage, use the password, or a token"
                            + " for all repositories and all actions.");
        }
        Account account = accounts.find(in.accountId());
        if (account == null || !account.active()) {
            throw Challenges.basic();
        }
        return account;
    }

    private void organization(Account account, EndpointRule.Organization rule, ResteasyReactiveRequestContext request) {
        String organization = organizationOf(request);
        if (organization.equals(Robots.SYSTEM)) {
            require(
                    account.administrator() || (rule.lookOnly() && account.auditor()),
                    "Robots of the whole registry are for administrators.");
            return;
        }
        boolean sees = account.seesEverything();
        Organizations.Standing standing = organizations.standing(account.id(), organization);
        if ((!sees && standing == Organizations.Standing.STRANGER)
                || (standing == Organizations.Standing.STRANGER && !organizations.exists(organization))) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no such organization, or you are not in it.");
        }
        require(
                account.administrator() || standing == Organizations.Standing.OWNER || rule.lookOnly(),
                "Only an owner of the organization may do that.");
    }

    private static String organizationOf(ResteasyReactiveRequestContext request) {
        String robot = request.getPathParameter("robot", false);
        if (robot == null || robot.isEmpty()) {
            return request.getPathParameter("org", false);
        }
        String organization = Robots.organizationOf(robot);
        return organization == null ? Robots.SYSTEM : organization;
    }

    private void require(boolean allowed, String otherwise) {
        if (!allowed) {
            log.refused(otherwise, null);
            throw new RegistryException(ErrorCode.DENIED, otherwise);
        }
    }
}
