package dev.portcullis.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.database.Epochs;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What administrators set at run time. Reading costs nothing: all of it is held in memory, and read anew when the
 * settings' epoch moves, so a change is felt on every node within 1 s. While the database is away the last known
 * settings hold: they are no rights.
 */
@Singleton
public final class Settings {
    private final Jdbi jdbi;
    private final Epochs epochs;
    private final MasterKey masterKey;
    private final Sections sections;
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Held held;

    /**
     * Everything that is stored, as one question saw it. Secrets stay sealed until they are asked for.
     *
     * @param made the sections as records, made when first asked for: requests ask for them all the time
     */
    private record Held(Map<String, StoredSetting> values, Map<String, byte[]> secrets, Map<String, Setting<?>> made) {}

    /**
     * A version of a section in the past.
     *
     * @param value as it was stored, without what the configuration pinned
     */
    public record Version(long version, JsonNode value, Instant changedAt, String changedBy) {}

    Settings(Jdbi jdbi, Epochs epochs, MasterKey masterKey, Sections sections) {
        this.jdbi = jdbi;
        this.epochs = epochs;
        this.masterKey = masterKey;
        this.sections = sections;
        epochs.settings().onChange(this::readAnew);
    }

    /** What holds for that section now. */
    public <T extends Record> T value(SettingsSection<T> section) {
        return get(section).value();
    }

    /** As {@link #value}, with its version and where it comes from. */
    public <T extends Record> Setting<T> get(SettingsSection<T> section) {
        Held now = held();
        Setting<?> made = now.made()
                .computeIfAbsent(
                        section.name(),
                        name -> sections.setting(
                                section, now.values().get(name), now.secrets().keySet()));
        // Of this section, since the name is its own.
        @SuppressWarnings("unchecked")
        Setting<T> setting = (Setting<T>) made;
        return setting;
    }

    /** All sections, in the order of their names. */
    public List<Setting<?>> all() {
        return sections.inOrder().stream().<Setting<?>>map(this::get).toList();
    }

    /** The section of that name; {@link ErrorCode#NOT_FOUND} where there is none. */
    public SettingsSection<?> section(String name) {
        return sections.byName(name);
    }

    /** A secret of that section, or null while none is set. */
    public @Nullable String secret(SettingsSection<?> section, String name) {
        String key = key(section, name);
        byte[] sealed = held().secrets().get(key);
        return sealed == null ? null : new String(masterKey.open(sealed, place(key)), StandardCharsets.UTF_8);
    }

    /** Calls back on this node after any setting has changed, on the thread that noticed. It must not block for long. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Sets a section. Fields that are pinned keep what the configuration gives them.
     *
     * @param by who acts
     * @param wish the section's record as JSON; a field that is absent has its default
     * @param secrets new secrets; those not named stay, an empty one is taken away
     * @param version the version that was looked at, or null to set it whatever it is. {@link ErrorCode#CONFLICT} when
     *     somebody else has changed the section since
     */
    public void set(
            String by, SettingsSection<?> section, JsonNode wish, Map<String, String> secrets, @Nullable Long version) {
        sections.requireKnown(section, secrets.keySet());
        replace(by, section, settable(section, wish), secrets, version);
    }

    private <T extends Record> ObjectNode settable(SettingsSection<T> section, JsonNode wish) {
        return sections.settable(section, value(section), sections.check(section, wish));
    }

    /** As {@link #set}, of fields too that only the feature of the section itself may set. */
    public void replace(
            String by,
            SettingsSection<?> section,
            JsonNode value,
            Map<String, String> secrets,
            @Nullable Long version) {
        ObjectNode checked = sections.check(section, value);
        jdbi.useTransaction(handle -> store(handle, by, section, checked, secrets, version));
        epochs.settings().bumpLocally();
        epochs.access().bumpLocally();
    }

    /** The canonical form of a wish, with the defaults where it names nothing; {@link InvalidSetting} where it will not do. */
    public ObjectNode check(SettingsSection<?> section, JsonNode wish) {
        return sections.check(section, wish);
    }

    private void store(
            Handle handle,
            String by,
            SettingsSection<?> section,
            ObjectNode value,
            Map<String, String> secrets,
            @Nullable Long version) {
        // One change at a time: the epoch's row is the lock.
        handle.execute("select value from settings_epoch for update");
        StoredSetting before = StoredSettings.one(handle, section.name()).orElse(null);
        long current = before == null ? 0 : before.version();
        if (version != null && version != current) {
            throw new RegistryException(
                    ErrorCode.CONFLICT,
                    "Somebody else has changed these settings meanwhile. Look at them again, then repeat your change.");
        }
        sections.refuseChangeOfPinned(section, before, value);
        StoredSettings.put(handle, section.name(), current + 1, value, by);
        secrets.forEach((name, secret) -> putSecret(handle, key(section, name), secret));
        Events.record(
                handle,
                new RegistryEvent.SystemActed(
                        "settings.changed", by, sections.told(section, before, value, secrets.keySet())));
    }

    private void putSecret(Handle handle, String key, String secret) {
        if (secret.isEmpty()) {
            handle.execute("delete from setting_secret where name = ?", key);
            return;
        }
        handle.createUpdate("""
                        insert into setting_secret (name, sealed) values (:name, :sealed)
                        on conflict (name) do update set sealed = excluded.sealed, changed_at = now()""")
                .bind("name", key)
                .bind("sealed", masterKey.seal(secret.getBytes(StandardCharsets.UTF_8), place(key)))
                .execute();
    }

    /** Its versions, the newest first, 100 at most. */
    public List<Version> history(SettingsSection<?> section) {
        return jdbi.withHandle(handle -> StoredSettings.history(handle, section.name()));
    }

    private Held held() {
        Held now = held;
        return now == null ? read() : now;
    }

    private Held read() {
        Held now = jdbi.withHandle(handle ->
                new Held(StoredSettings.all(handle), StoredSettings.secrets(handle), new ConcurrentHashMap<>()));
        held = now;
        return now;
    }

    /** For who has just changed what is stored past this class, as a restore does: from here on that holds on this node. */
    public void readStored() {
        read();
    }

    /** A failure is thrown to the poll, which will then come again. */
    private void readAnew() {
        read();
        listeners.forEach(Runnable::run);
    }

    private static String key(SettingsSection<?> section, String name) {
        return section.name() + "." + name;
    }

    private static String place(String key) {
        return "setting_secret.sealed:" + key;
    }

    /** For export: what is stored of each section that somebody has set. */
    public Map<String, JsonNode> stored() {
        Map<String, JsonNode> all = new HashMap<>();
        held().values().forEach((name, setting) -> all.put(name, setting.value()));
        return all;
    }
}
