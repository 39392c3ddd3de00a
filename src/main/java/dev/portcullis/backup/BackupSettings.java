package dev.portcullis.backup;

import dev.portcullis.settings.InvalidSetting;
import dev.portcullis.settings.SettingsSection;
import jakarta.inject.Singleton;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the scheduled backup goes.
 *
 * @param folder absolute, and reachable by every node; empty for none
 * @param keep how many whole backups stay in it, 0 for all
 * @param warnAfterDays how old the newest proved one may be before the start page says so; 0 for never
 */
public record BackupSettings(String folder, int keep, int warnAfterDays) {
    private static final int MOST_FOLDER = 1_000;
    private static final int MOST = 10_000;
    private static final BackupSettings DEFAULTS = new BackupSettings("", 14, 7);

    /** The section of these settings. */
    @Singleton
    public static final class Section implements SettingsSection<BackupSettings> {
        @Override
        public String name() {
            return "backup";
        }

        @Override
        public Class<BackupSettings> type() {
            return BackupSettings.class;
        }

        @Override
        public BackupSettings defaults() {
            return DEFAULTS;
        }

        @Override
        public BackupSettings check(BackupSettings wish) {
            String folder = wish.folder == null ? "" : wish.folder.strip();
            if (!folder.isEmpty() && !isAbsolute(folder)) {
                throw InvalidSetting.at("folder", "The folder is an absolute path, such as /srv/backup/registry.");
            }
            return new BackupSettings(folder, number("keep", wish.keep), number("warnAfterDays", wish.warnAfterDays));
        }

        private static int number(String field, int wish) {
            if (wish < 0 || wish > MOST) {
                throw InvalidSetting.at(field, "That is a whole number from 0 to 10000.");
            }
            return wish;
        }

        private static boolean isAbsolute(String folder) {
            try {
                return folder.length() <= MOST_FOLDER && Path.of(folder).isAbsolute();
            } catch (InvalidPathException strange) {
                return false;
            }
        }
    }
}
