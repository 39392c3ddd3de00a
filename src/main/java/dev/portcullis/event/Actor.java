package dev.portcullis.event;

import dev.portcullis.error.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Who acts on this thread, and from where. Every event takes from here what its maker does not know. The filters set
 * it for a request, which runs on one thread from its beginning to its end.
 *
 * @param accountId the account's row; null for nobody and for the system
 * @param account the account's name, {@code anonymous} or {@code system}
 * @param credential what the account was proved with, in words and without any secret: {@code password},
 *     {@code token 7 "laptop"}, {@code session}
 * @param address where the request came from; null for what came with no request
 * @param client what the client calls itself, cut at {@value #LONGEST_CLIENT} characters
 * @param request the request's id; null for what came with no request
 */
public record Actor(
        @Nullable Long accountId,
        String account,
        String credential,
        @Nullable String address,
        @Nullable String client,
        @Nullable RequestId request) {
    private static final int LONGEST_CLIENT = 200;

    /** Work that nobody asked for. */
    public static final Actor SYSTEM = new Actor(null, "system", "background work", null, null, null);

    private static final ThreadLocal<@Nullable Actor> CURRENT = new ThreadLocal<>();

    public Actor {
        if (client != null && client.length() > LONGEST_CLIENT) {
            client = client.substring(0, LONGEST_CLIENT);
        }
    }

    /** A request of which nothing is proved yet. */
    public static Actor anonymous(@Nullable String address, @Nullable String client, RequestId request) {
        return new Actor(null, "anonymous", "none", address, client, request);
    }

    /** A command of this machine's user. */
    public static Actor commandLine(String user) {
        return new Actor(null, "system", "command line of " + user, null, null, null);
    }

    /** Who acts on this thread; {@link #SYSTEM} where nobody was set. */
    public static Actor current() {
        Actor actor = CURRENT.get();
        return actor == null ? SYSTEM : actor;
    }

    /** From now on this one acts on this thread. */
    public static void set(Actor actor) {
        CURRENT.set(actor);
    }

    /** Nobody acts on this thread any more. */
    public static void clear() {
        CURRENT.remove();
    }

    /** The same request, after the account behind it was proved. */
    public Actor provedToBe(long id, String name, String with) {
        return new Actor(id, name, with, address, client, request);
    }
}
