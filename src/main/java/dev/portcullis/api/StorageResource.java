package dev.portcullis.api;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.blob.OpenStores;
import dev.portcullis.blob.StorageMoves;
import dev.portcullis.blob.StorageSettings;
import dev.portcullis.blob.StorageSettings.Backend;
import dev.portcullis.settings.Trial;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the bytes are, and moving them while the registry goes on. */
@Path("/api/v1/storage")
@RunOnVirtualThread
public class StorageResource {
    private final StorageMoves moves;
    private final OpenStores stores;
    private final CurrentAccess current;

    /**
     * What is used.
     *
     * @param pinned whether the configuration of the server names the store, so that nothing can be moved from here
     * @param other the store that is written too while bytes move
     * @param move how far it is; null where nothing moves
     */
    public record State(
            boolean pinned,
            Backend backend,
            @Nullable Backend other,
            boolean redirect,
            StorageMoves.@Nullable Progress move) {}

    /**
     * A store that is meant.
     *
     * @param secretKey of the access key; goes in and never comes out
     */
    public record Wish(@Nullable Backend backend, @Nullable String secretKey) {
        @Override
        public String toString() {
            return "Wish[***]";
        }
    }

    StorageResource(StorageMoves moves, OpenStores stores, CurrentAccess current) {
        this.moves = moves;
        this.stores = stores;
        this.current = current;
    }

    /** Where the bytes are, and how far a move is. */
    @GET
    @RequiresAuditor
    public State get() {
        StorageSettings now = moves.current().value();
        return new State(
                stores.isPinned(),
                now.backend(),
                now.other(),
                now.redirect(),
                moves.progress().orElse(null));
    }

    /** Writes, reads, lists and deletes something small there, and tells the time of each. */
    @POST
    @Path("test")
    @RequiresAdministrator
    public Listing<Trial.Check> test(Wish wish) {
        Confirmation.body(wish);
        return new Listing<>(
                List.copyOf(stores.trial(Confirmation.given(wish.backend(), "backend"), wish.secretKey())), null);
    }

    /** Begins to move the bytes there; pushes and pulls go on. */
    @POST
    @Path("move")
    @RequiresAdministrator
    public State move(Wish wish) {
        Confirmation.body(wish);
        moves.start(by(), Confirmation.given(wish.backend(), "backend"), wish.secretKey());
        return get();
    }

    /** Makes the new store the main one, once the move is complete. */
    @POST
    @Path("move/switch")
    @RequiresAdministrator
    public State switchOver() {
        moves.switchOver(by());
        return get();
    }

    /** Makes the old store the main one again. */
    @POST
    @Path("move/back")
    @RequiresAdministrator
    public State goBack() {
        moves.goBack(by());
        return get();
    }

    /** Ends the move: the store that is not the main one is no longer written. Before the switch it cancels the move. */
    @POST
    @Path("move/finish")
    @RequiresAdministrator
    public State finish() {
        moves.finish(by());
        return get();
    }

    private String by() {
        return current.caller().displayName();
    }
}
