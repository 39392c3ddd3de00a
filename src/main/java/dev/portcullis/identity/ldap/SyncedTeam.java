package dev.portcullis.identity.ldap;

import java.util.Map;

/**
 * A team whose members the source decides, as it stands here.
 *
 * @param members names by account
 */
record SyncedTeam(long id, String organization, String name, MemberRule rule, Map<Long, String> members) {
    String path() {
        return organization + "/" + name;
    }
}
