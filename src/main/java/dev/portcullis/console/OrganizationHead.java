package dev.portcullis.console;

import dev.portcullis.access.Account;
import dev.portcullis.access.Organizations;
import jakarta.inject.Singleton;

/**
 * What stands above every page of an organization.
 *
 * @param tab which of its pages is shown
 * @param manages whether the visitor may change something; who only looks sees no forms
 */
public record OrganizationHead(String name, String tab, boolean manages, boolean administrator) {
    /** The address of the organization. */
    public String href() {
        return "/organizations/" + name;
    }

    /** Makes them for the visitor. What is sent all the same meets the rule of the endpoint. */
    @Singleton
    static class Maker {
        private final Organizations organizations;
        private final Visit visit;

        Maker(Organizations organizations, Visit visit) {
            this.organizations = organizations;
            this.visit = visit;
        }

        OrganizationHead of(String name, String tab) {
            Account me = visit.account();
            boolean administrator = me != null && me.administrator();
            boolean owner = me != null && organizations.standing(me.id(), name) == Organizations.Standing.OWNER;
            return new OrganizationHead(name, tab, administrator || owner, administrator);
        }
    }
}
