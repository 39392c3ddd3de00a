package dev.portcullis.auth;

import dev.portcullis.access.Action;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * While the registry is read-only, content stays as it is: whatever would add or take away some is refused, of
 * administrators too. Rights, accounts and settings can still be changed, or nobody could end it.
 */
@Singleton
public final class ReadOnlyMode {
    private static final Set<Action> CHANGES_CONTENT = Set.of(Action.PUSH, Action.DELETE, Action.REMOVE, Action.CREATE);

    private final Settings settings;
    private final GeneralSettings.Section general;

    ReadOnlyMode(Settings settings, GeneralSettings.Section general) {
        this.settings = settings;
        this.general = general;
    }

    /** {@link ErrorCode#DENIED} for what changes content while the registry is read-only. */
    void check(Action action) {
        GeneralSettings now = settings.value(general);
        if (now.readOnly() && CHANGES_CONTENT.contains(action)) {
            throw new RegistryException(
                    ErrorCode.DENIED,
                    "The registry is read-only just now: it can be pulled from, not changed."
                            + (now.message().isEmpty() ? "" : " " + now.message()));
        }
    }
}
