package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The name of a user, an organization or a team: the first component of repository names, so it keeps their grammar. */
public final class AccountName {
    /** The longest name in characters: with it there is always room for the rest of a repository's name. */
    static final int MAX_LENGTH = 56;

    private static final int LONGEST_LOGIN = 256;

    /** First parts of our own addresses, and words that would mislead in a list of rights. */
    private static final Set<String> RESERVED = Set.of(
            "anonymous",
            "api",
            "assets",
            "auth",
            "console",
            "everyone",
            "health",
            "login",
            "logout",
            "metrics",
            "nobody",
            "organizations",
            "q",
            "repositories",
            "setup",
            "static",
            "system",
            "users",
            "v1",
            "v2");

    /** How long a name stays nobody's after it was given up: longer than any token lives. */
    private static final Duration RETIRED_FOR = Duration.ofDays(30);

    private AccountName() {}

    /**
     * Gives up a name: for 30 days nobody gets it, so that nothing that was issued, configured or trusted under it comes
     * to belong to somebody else.
     */
    static void retire(Handle handle, String name) {
        handle.createUpdate("""
                        insert into retired_name (name, until) values (:name, now() + :seconds * interval '1 second')
                        on conflict (name) do update set until = excluded.until""")
                .bind("name", name)
                .bind("seconds", RETIRED_FOR.toSeconds())
                .execute();
    }

    /** {@link ErrorCode#CONFLICT} while the name is retired. */
    public static void requireNotRetired(Handle handle, String name) {
        handle.select("select until from retired_name where name = ? and until > now()", name)
                .mapTo(Instant.class)
                .findOne()
                .ifPresent(until -> {
                    throw new RegistryException(
                            ErrorCode.CONFLICT,
                            "The name " + name + " was given up lately and is free again on "
                                    + LocalDate.ofInstant(until, ZoneOffset.UTC)
                                    + ", so that nothing meant for its last owner reaches another.");
                });
    }

    /**
     * The name of an account for somebody whom a source calls so: the domain is taken off ({@code ana@example.com},
     * {@code EXAMPLE\\ana}), letters become small, and what stands in no name becomes a hyphen. {@link
     * ErrorCode#NAME_INVALID} when nothing is left, or a reserved word.
     */
    public static String fromLogin(String login) {
        String name = login.substring(login.lastIndexOf('\\') + 1);
        int at = name.indexOf('@');
        String local = (at > 0 ? name.substring(0, at) : name).toLowerCase(Locale.ROOT);
        // What is longer is no name that anyone has, and the patterns below take time with the square of the length.
        String bounded = local.substring(0, Math.min(local.length(), LONGEST_LOGIN));
        String legal = bounded.replaceAll("[^a-z0-9._-]+", "-")
                .replaceAll("[._-]*\\.[._-]*", ".")
                .replaceAll("_*-[_-]*", "-")
                .replaceAll("_{3,}", "__")
                .replaceAll("^[._-]+|[._-]+$", "");
        return checkNew(legal.substring(0, Math.min(legal.length(), MAX_LENGTH)));
    }

    /** Returns the name; {@link ErrorCode#NAME_INVALID} unless a new account may be called so. */
    static String checkNew(String name) {
        if (name.length() > MAX_LENGTH || !RepositoryName.isComponent(name)) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID,
                    "A name has at most " + MAX_LENGTH
                            + " characters: a-z and 0-9, with single . or _, double __ or any number of - between.");
        }
        if (RESERVED.contains(name)) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID, "The name " + name + " is reserved. Choose another one.");
        }
        return name;
    }
}
