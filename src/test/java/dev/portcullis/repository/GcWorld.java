package dev.portcullis.repository;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.FilesystemBlobStore;
import dev.portcullis.blob.ObjectHolds;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.blob.StorageConfig;
import dev.portcullis.database.Epoch;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.TestFolders;
import dev.portcullis.testing.TestPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database, a store and a collector, and short words to fill them with. */
final class GcWorld {
    static final Duration GRACE = Duration.ofHours(24);

    /** Connections are kept: opening one takes longer than most tests. */
    private static final TestPostgres.Database DATABASE = TestPostgres.migratedDatabase();

    private static final Jdbi POOL = pool(40);

    final Jdbi jdbi;
    final Path folder = TestFolders.create("gc");
    final BlobStore store;
    final ObjectHolds holds;
    final GarbageCollector collector;
    GcSteps steps = new GcSteps();

    GcWorld() {
        this(POOL);
    }

    private final long eventsBefore;

    GcWorld(Jdbi jdbi) {
        this.jdbi = jdbi;
        holds = new ObjectHolds(jdbi, Duration.ofSeconds(60), Duration.ofSeconds(5));
        try {
            store = new FilesystemBlobStore(folder, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        collector = collector(1_000);
        execute("truncate repository, blob, doomed_object restart identity cascade");
        // The audit log is only added to, by tests too.
        eventsBefore = jdbi.withHandle(h -> h.createQuery("select coalesce(max(id), 0) from event")
                .mapTo(long.class)
                .one());
    }

    /** That many connections to the database of all worlds. */
    static Jdbi pool(int connections) {
        try {
            return Jdbi.create(AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(connections)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(DATABASE.url())
                                    .principal(new NamePrincipal(DATABASE.user()))
                                    .credential(new SimplePassword(DATABASE.password()))))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another collector over the same database and store, as another node has it. */
    GarbageCollector collector(int batch) {
        GcConfig config = new Config(batch);
        GcSteps forwarded = new GcSteps() {
            @Override
            void reached(Step step) {
                steps.reached(step);
            }
        };
        DoomedObjects doomed = new DoomedObjects(jdbi, store, holds, forwarded);
        return new GarbageCollector(
                new UntaggedManifests(jdbi, config, forwarded),
                new UnusedLinks(jdbi, config, forwarded),
                new UnlinkedBlobs(jdbi, config, doomed, forwarded),
                doomed,
                new GcForecast(jdbi),
                new GcQueues(jdbi),
                new WhyKept(jdbi),
                new Epoch());
    }

    /** A checker over the same database and store. */
    Checker checker() {
        StorageConfig config = new StorageConfig() {
            @Override
            public java.util.Optional<dev.portcullis.blob.StorageKind> kind() {
                return java.util.Optional.empty();
            }

            @Override
            public Azure azure() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Gcs gcs() {
                throw new UnsupportedOperationException();
            }

            @Override
            public S3 s3() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Path> folder() {
                return Optional.of(folder);
            }

            @Override
            public MemorySize minFree() {
                return new MemorySize(BigInteger.ZERO);
            }

            @Override
            public MemorySize maxBlobSize() {
                return new MemorySize(BigInteger.TEN.pow(12));
            }

            @Override
            public Duration uploadTtl() {
                return Duration.ofDays(7);
            }
        };
        DoomedObjects doomed = new DoomedObjects(jdbi, store, holds, steps);
        return new Checker(
                new BlobCheck(jdbi, store),
                new ManifestCheck(jdbi),
                new StoreCheck(jdbi, store, config, new Strays(jdbi, store), doomed));
    }

    private record Config(int batch) implements GcConfig {
        @Override
        public Duration grace() {
            return GRACE;
        }

        @Override
        public Duration interval() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Untagged untagged() {
            return Untagged.KEEP;
        }
    }

    GarbageCollector.Report run(Duration grace, boolean removeUntagged) {
        return collector.run(new GarbageCollector.Options(grace, removeUntagged, false));
    }

    GarbageCollector.Report dryRun(Duration grace, boolean removeUntagged) {
        return collector.run(new GarbageCollector.Options(grace, removeUntagged, true));
    }

    long repository(String name) {
        return jdbi.withHandle(h -> h.createQuery("insert into repository (namespace_id, name)"
                        + " select id, :name from account where name = 'library' returning id")
                .bind("name", "library/" + name)
                .mapTo(long.class)
                .one());
    }

    /** Pushes a blob: object, row and link. */
    long blob(long repository, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(content);
        String key = object(digest, content);
        long id = jdbi.withHandle(h -> h.createQuery("""
                        with named as (
                            insert into blob (digest, size, object_key) values (:digest, :size, :key)
                            on conflict (digest) do update set object_key =
                                case blob.object_key when '' then excluded.object_key else blob.object_key end
                            returning id),
                        linked as (
                            insert into blob_link (repository_id, blob_id) select :repository, id from named
                            on conflict (repository_id, blob_id) do update set created_at = now())
                        select id from named
                        """)
                .bind("digest", digest.toString())
                .bind("size", content.length)
                .bind("key", key)
                .bind("repository", repository)
                .mapTo(long.class)
                .one());
        String named = jdbi.withHandle(h -> h.createQuery("select object_key from blob where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
        if (!named.equals(key)) {
            try {
                store.delete(key);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return id;
    }

    /** Only the object. */
    String object(Digest digest, byte[] content) {
        String partial = UUID.randomUUID().toString();
        String key = ObjectKey.fresh(digest);
        try {
            try (PartialContent file = store.openPartial(partial, 0)) {
                file.write(content, 0, content.length);
                file.sync();
            }
            store.promote(partial, content.length, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return key;
    }

    /** A manifest of that content, which need not be one. */
    long manifest(long repository, String content, List<Long> blobs, List<Long> children, @Nullable String subject) {
        return jdbi.inTransaction(h -> {
            long id = h.createQuery("insert into manifest (repository_id, digest, media_type, subject_digest, content)"
                            + " values (:repository, :digest, 'a/b', :subject, :content) returning id")
                    .bind("repository", repository)
                    .bind("digest", digest(content))
                    .bind("subject", subject)
                    .bind("content", content.getBytes(StandardCharsets.UTF_8))
                    .mapTo(long.class)
                    .one();
            h.createUpdate("insert into manifest_blob select :id, :repository, b from unnest(:blobs) b")
                    .bind("id", id)
                    .bind("repository", repository)
                    .bind("blobs", blobs.toArray(Long[]::new))
                    .execute();
            h.createUpdate("insert into manifest_child select :id, c from unnest(:children) c")
                    .bind("id", id)
                    .bind("children", children.toArray(Long[]::new))
                    .execute();
            return id;
        });
    }

    long image(long repository, String content, Long... blobs) {
        return manifest(repository, content, List.of(blobs), List.of(), null);
    }

    long index(long repository, String content, Long... children) {
        return manifest(repository, content, List.of(), List.of(children), null);
    }

    static String digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8)).toString();
    }

    void tag(long repository, String name, long manifest) {
        jdbi.useHandle(h -> h.createUpdate("insert into tag (repository_id, name, manifest_id) values (:r, :n, :m)"
                        + " on conflict (repository_id, name) do update set manifest_id = excluded.manifest_id")
                .bind("r", repository)
                .bind("n", name)
                .bind("m", manifest)
                .execute());
    }

    void execute(String sql, Object... arguments) {
        jdbi.useHandle(h -> h.execute(sql, arguments));
    }

    /** Lets time pass for everything that is here. */
    void age(Duration by) {
        String to = "- interval '" + by.toSeconds() + " seconds'";
        for (String queue : List.of("gc_manifest", "gc_link", "gc_blob")) {
            execute("update " + queue + " set queued_at = queued_at " + to);
        }
        execute("update blob_link set created_at = created_at " + to);
    }

    List<String> manifests() {
        return jdbi.withHandle(h -> h.createQuery("select convert_from(content, 'UTF8') from manifest order by 1")
                .mapTo(String.class)
                .list());
    }

    List<String> events() {
        return jdbi.withHandle(
                h -> h.createQuery("select kind || ' ' || repository from event where id > :before order by id")
                        .bind("before", eventsBefore)
                        .mapTo(String.class)
                        .list());
    }

    long count(String table) {
        return jdbi.withHandle(h ->
                h.createQuery("select count(*) from " + table).mapTo(long.class).one());
    }

    /** The keys of all objects on the disk. */
    List<String> objects() {
        List<String> all = new ArrayList<>();
        try {
            for (int shard = 0; shard < BlobStore.SHARDS; shard++) {
                store.objects(shard).forEach(object -> all.add(object.name()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.sort(null);
        return all;
    }

    /** The keys that rows name. */
    List<String> named() {
        return jdbi.withHandle(h -> h.createQuery("select object_key from blob order by object_key collate \"C\"")
                .mapTo(String.class)
                .list());
    }
}
