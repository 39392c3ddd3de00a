package dev.portcullis.blob;

import dev.portcullis.blob.StorageSettings.Backend;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.Settings;
import dev.portcullis.settings.Trial;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens the stores that the configuration or the settings name, and others when the settings change. */
@Singleton
public final class OpenStores {
    private static final Logger LOG = Logger.getLogger(OpenStores.class);

    private final StorageConfig config;
    private final Path home;
    private final Settings settings;
    private final StorageSettings.Section section;
    private final boolean pinned;
    private final MeterRegistry meters;
    private final SwitchedBlobStore store;
    private @Nullable Opened main;
    private @Nullable Opened other;

    /** A store and what it was opened by. */
    private record Opened(Backend backend, @Nullable String secret, BlobStore store) {
        boolean is(Backend wanted, @Nullable String itsSecret) {
            return backend.equals(wanted) && java.util.Objects.equals(secret, itsSecret);
        }
    }

    OpenStores(
            StorageConfig config,
            @ConfigProperty(name = "portcullis.home") Path home,
            Settings settings,
            StorageSettings.Section section,
            MeterRegistry meters)
            throws IOException {
        this.config = config;
        this.home = home;
        this.settings = settings;
        this.section = section;
        this.meters = meters;
        this.pinned = config.kind().isPresent();
        if (pinned) {
            this.store = new SwitchedBlobStore(new SwitchedBlobStore.Stores(
                    metered(BlobStores.open(config, home), config.kind().orElse(StorageKind.FILESYSTEM)), null));
        } else {
            this.store = new SwitchedBlobStore(open());
            // On a thread of its own: a folder of a dead server must not hold up who hears of the change.
            settings.onChange(() -> Thread.ofVirtual().name("open-stores").start(this::openAnew));
        }
    }

    @Produces
    @Singleton
    SwitchedBlobStore store() {
        return store;
    }

    /** {@link ErrorCode#CONFLICT} where the configuration of the server names the store. */
    void refusePinned() {
        if (pinned) {
            throw new RegistryException(
                    ErrorCode.CONFLICT,
                    "The configuration of the server sets portcullis.storage.kind, so the bytes cannot be moved from here."
                            + " Take it out there first: set the same store as a setting.");
        }
    }

    /** Whether the configuration of the server names the store. */
    public boolean isPinned() {
        return pinned;
    }

    /** Tries a store; {@code secretKey} is null where it needs none. */
    public List<Trial.Check> trial(Backend backend, @Nullable String secretKey) {
        return StorageTrial.run(() -> open(backend, secretKey));
    }

    /** Tries the store that is read, whoever named it. */
    public List<Trial.Check> trialOfMain() {
        return StorageTrial.run(() -> store.stores().main());
    }

    private synchronized SwitchedBlobStore.Stores open() throws IOException {
        StorageSettings now = settings.value(section);
        String secret = settings.secret(section, StorageSettings.Section.SECRET_KEY);
        String otherSecret = settings.secret(section, StorageSettings.Section.OTHER_SECRET_KEY);
        Opened[] known = {main, other};
        Opened nextMain = known(known, now.backend(), secret);
        Backend second = now.other();
        Opened nextOther = second == null ? null : known(known, second, otherSecret);
        main = nextMain;
        other = nextOther;
        return new SwitchedBlobStore.Stores(nextMain.store(), nextOther == null ? null : nextOther.store());
    }

    /** One that is open stays open: what is being written there goes on. */
    private Opened known(@Nullable Opened[] open, Backend wanted, @Nullable String secret) throws IOException {
        for (Opened one : open) {
            if (one != null && one.is(wanted, secret)) {
                return one;
            }
        }
        return new Opened(wanted, secret, metered(open(wanted, secret), wanted.kind()));
    }

    private BlobStore metered(BlobStore bare, StorageKind kind) {
        return new MeteredBlobStore(bare, kind, meters);
    }

    private BlobStore open(Backend backend, @Nullable String secret) throws IOException {
        return switch (backend.kind()) {
            case FILESYSTEM -> BlobStores.folder(config, home, backend.folder());
            case S3 -> BlobStores.bucket(backend.s3(secret), home);
            case AZURE -> BlobStores.container(backend.azure(secret), home);
            case GCS -> BlobStores.googleBucket(backend.gcs(secret), home);
        };
    }

    /** Opens what the settings name now, before it returns; {@link IOException} where that cannot be done. */
    public synchronized void openSet() throws IOException {
        if (!pinned) {
            store.use(open());
        }
    }

    /** What cannot be opened here is told in the log; the stores before go on, and the settings can be mended. */
    private synchronized void openAnew() {
        try {
            SwitchedBlobStore.Stores before = store.stores();
            SwitchedBlobStore.Stores now = open();
            if (!now.equals(before)) {
                store.use(now);
                LOG.infof(
                        "The bytes are in %s from now on",
                        settings.value(section).backend().told());
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "The store of the settings cannot be opened; the one before is used");
        }
    }
}
