package dev.portcullis.access;

import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;

/** Makes accounts and repositories for tests, under names that no other test uses. */
@Singleton
public class Rights {
    /** The password of everyone here. */
    public static final String PASSWORD = "correct horse battery";

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Inject
    Jdbi jdbi;

    @Inject
    Passwords passwords;

    private volatile String hash = "";

    /** A name that nobody has. */
    public String fresh(String prefix) {
        return prefix + "-" + COUNT.incrementAndGet();
    }

    /** A new active user. Hashing is slow, so all share one hash. */
    public Caller.SignedIn user(String prefix) {
        if (hash.isEmpty()) {
            hash = passwords.hash("nobody", PASSWORD);
        }
        String name = fresh(prefix);
        long id = jdbi.withHandle(h -> h.select(
                        "insert into account (name, kind, password_hash) values (?, 'user', ?) returning id",
                        name,
                        hash)
                .mapTo(Long.class)
                .one());
        return new Caller.SignedIn(id, name);
    }

    /** A new repository. */
    public RepositoryName repository(String namespace, String path) {
        RepositoryName name = new RepositoryName(namespace, path);
        jdbi.useHandle(h -> h.execute(
                "insert into repository (namespace_id, name) select id, ? from account where name = ?",
                name.toString(),
                namespace));
        return name;
    }

    /** As another node would do it: this one hears of it by its poll only. */
    public void elsewhere(String sql, Object... arguments) {
        jdbi.useHandle(h -> h.execute(sql, arguments));
    }
}
