package dev.portcullis.cli;

import picocli.CommandLine.Command;

/** The command without a verb: shows which there are. */
@Command(
        name = "portcullis",
        description = "A container registry for everything that is pushed and pulled as OCI or Docker content.",
        subcommands = {
            Serve.class,
            User.class,
            Org.class,
            GrantCommand.class,
            Repo.class,
            SourceCommand.class,
            AccessCommand.class,
            RoleCommand.class,
            TokenCommand.class,
            RobotCommand.class,
            Issuer.class,
            SettingsCommand.class,
            TlsCommand.class,
            StorageCommand.class,
            KeyCommand.class,
            JobCommand.class,
            ClusterCommand.class,
            BackupCommand.class,
            Restore.class,
            Gc.class,
            Fsck.class,
            Audit.class,
            Doctor.class,
            Ready.class,
            SupportBundle.class,
            Version.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, nothing wrong found", "1:failed, or something is not in order", "2:wrong usage"},
        footer = {"", "Example: portcullis serve", "Each command explains itself: portcullis COMMAND --help"})
final class Portcullis extends Group {}
