package dev.portcullis.cli;

import dev.portcullis.identity.Identities;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.TeamSyncs;
import dev.portcullis.identity.ldap.DirectorySync;
import dev.portcullis.identity.ldap.DirectoryTrial;
import jakarta.inject.Singleton;

/** The parts of {@link House} about identity sources. */
@Singleton
final class IdentityHouse {
    final IdentitySources sources;
    final Identities identities;
    final TeamSyncs teamSyncs;
    final DirectorySync sync;
    final DirectoryTrial trial;

    IdentityHouse(
            IdentitySources sources,
            Identities identities,
            TeamSyncs teamSyncs,
            DirectorySync sync,
            DirectoryTrial trial) {
        this.sources = sources;
        this.identities = identities;
        this.teamSyncs = teamSyncs;
        this.sync = sync;
        this.trial = trial;
    }
}
