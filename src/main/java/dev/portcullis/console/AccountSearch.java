package dev.portcullis.console;

import dev.portcullis.access.Account;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The accounts that a visitor may know of: all for who sees everything, else the organizations that they are in. */
@Singleton
class AccountSearch {
    private final Accounts accounts;
    private final Organizations organizations;
    private final Visit visit;

    AccountSearch(Accounts accounts, Organizations organizations, Visit visit) {
        this.accounts = accounts;
        this.organizations = organizations;
        this.visit = visit;
    }

    List<String> organizations(String containing, int limit) {
        return organizations(containing, null, limit);
    }

    /** Up to {@code limit} organizations after {@code last}. */
    List<String> organizations(String containing, @Nullable String last, int limit) {
        Account me = visit.account();
        if (me == null) {
            return List.of();
        }
        return me.seesEverything()
                ? organizations.list(containing, last, limit)
                : organizations.of(me.id(), containing, last, limit);
    }

    List<String> users(String containing, int limit) {
        return visit.seesEverything()
                ? accounts.list(containing, null, limit).stream()
                        .map(Accounts.User::name)
                        .toList()
                : List.of();
    }
}
