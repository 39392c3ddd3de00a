package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What happened, for people; the audit log and its exports keep the stable names. See {@link EventKinds}. */
@MessageBundle("event")
public interface EventWords {
    @Message("Signed in")
    String userSignedIn();

    @Message("Sign-in refused")
    String userSignInRefused();

    @Message("User created")
    String userCreated();

    @Message("User deleted")
    String userDeleted();

    @Message("User activated")
    String userActivated();

    @Message("User deactivated")
    String userDeactivated();

    @Message("User's details changed")
    String userDescribed();

    @Message("Password set")
    String userPasswordSet();

    @Message("Made an administrator")
    String userAdministratorGiven();

    @Message("No longer an administrator")
    String userAdministratorTaken();

    @Message("Made an auditor")
    String userAuditorGiven();

    @Message("No longer an auditor")
    String userAuditorTaken();

    @Message("Account renamed")
    String accountRenamed();

    @Message("Session opened in a browser")
    String sessionOpened();

    @Message("Session ended")
    String sessionEnded();

    @Message("Second factor set")
    String secondFactorSet();

    @Message("Second factor removed")
    String secondFactorRemoved();

    @Message("Recovery code used")
    String recoveryCodeUsed();

    @Message("Recovery codes renewed")
    String recoveryCodesRenewed();

    @Message("Access token created")
    String accessTokenCreated();

    @Message("Access token activated")
    String accessTokenActivated();

    @Message("Access token deactivated")
    String accessTokenDeactivated();

    @Message("Access token deleted")
    String accessTokenDeleted();

    @Message("Access refused")
    String accessRefused();

    @Message("Organization created")
    String organizationCreated();

    @Message("Organization deleted")
    String organizationDeleted();

    @Message("Member of an organization set")
    String organizationMemberSet();

    @Message("Member of an organization removed")
    String organizationMemberRemoved();

    @Message("Owner of an organization set")
    String organizationOwnerSet();

    @Message("Team created")
    String teamCreated();

    @Message("Team deleted")
    String teamDeleted();

    @Message("Member of a team added")
    String teamMemberAdded();

    @Message("Member of a team removed")
    String teamMemberRemoved();

    @Message("Team may create repositories")
    String teamCreatorGiven();

    @Message("Team may no longer create repositories")
    String teamCreatorTaken();

    @Message("Synchronization of a team set")
    String teamSyncSet();

    @Message("Synchronization of a team removed")
    String teamSyncRemoved();

    @Message("Grant given")
    String grantGiven();

    @Message("Grant revoked")
    String grantRevoked();

    @Message("Default grant set")
    String defaultGrantSet();

    @Message("Default grant removed")
    String defaultGrantRemoved();

    @Message("Role set")
    String roleSet();

    @Message("Role deleted")
    String roleDeleted();

    @Message("Robot created")
    String robotCreated();

    @Message("Robot deleted")
    String robotDeleted();

    @Message("Robot activated")
    String robotActivated();

    @Message("Robot deactivated")
    String robotDeactivated();

    @Message("End of a robot set")
    String robotExpirySet();

    @Message("Permissions of a robot set")
    String robotPermissionsSet();

    @Message("Secret of a robot created")
    String robotSecretCreated();

    @Message("Secret of a robot deleted")
    String robotSecretDeleted();

    @Message("Robot taken over")
    String robotTakenOver();

    @Message("Trust of a robot added")
    String robotTrustAdded();

    @Message("Trust of a robot removed")
    String robotTrustRemoved();

    @Message("Repository created")
    String repositoryCreated();

    @Message("Repository deleted")
    String repositoryDeleted();

    @Message("Repository renamed")
    String repositoryRenamed();

    @Message("Description of a repository changed")
    String repositoryDescribed();

    @Message("Tags made immutable")
    String repositoryTagsFixed();

    @Message("Tags made mutable")
    String repositoryTagsFreed();

    @Message("Image pushed")
    String manifestPushed();

    @Message("Image pulled")
    String manifestPulled();

    @Message("Image deleted")
    String manifestDeleted();

    @Message("Tag deleted")
    String tagDeleted();

    @Message("Identity linked")
    String identityLinked();

    @Message("Identity unlinked")
    String identityUnlinked();

    @Message("Identity converted")
    String identityConverted();

    @Message("Identity source created")
    String identitySourceCreated();

    @Message("Identity source changed")
    String identitySourceChanged();

    @Message("Identity source deleted")
    String identitySourceDeleted();

    @Message("Identity source enabled")
    String identitySourceEnabled();

    @Message("Identity source disabled")
    String identitySourceDisabled();

    @Message("Identity sources put in order")
    String identitySourceOrdered();

    @Message("Directory synchronized")
    String identitySourceSynchronized();

    @Message("Workload signed in")
    String workloadExchanged();

    @Message("Workload refused")
    String workloadRefused();

    @Message("Workload issuer created")
    String workloadIssuerCreated();

    @Message("Workload issuer deleted")
    String workloadIssuerDeleted();

    @Message("Settings changed")
    String settingsChanged();

    @Message("Certificate ends soon")
    String certificateEndsSoon();

    @Message("Move of the storage started")
    String storageMoveStarted();

    @Message("Move of the storage finished")
    String storageMoveFinished();

    @Message("Move of the storage cancelled")
    String storageMoveCancelled();

    @Message("Storage switched")
    String storageSwitched();

    @Message("Storage switched back")
    String storageSwitchedBack();

    @Message("Job started")
    String jobStarted();

    @Message("Job cancelled")
    String jobCancelled();

    @Message("Job scheduled")
    String jobScheduled();

    @Message("Job taken off the schedule")
    String jobUnscheduled();

    @Message("Backup made")
    String backupMade();

    @Message("Old backup removed")
    String backupRemoved();

    @Message("Restored from a backup")
    String backupRestored();

    @Message("Restore finished")
    String backupRestoreFinished();

    @Message("Month of the audit log dropped")
    String auditMonthDropped();
}
