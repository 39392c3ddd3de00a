package dev.portcullis.api;

import dev.portcullis.access.RobotList;
import dev.portcullis.access.Robots;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.auth.RequiresOwner;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Robots, for the owners of their organization; those of the whole registry ({@code system+NAME}) for administrators. */
@Path("/api/v1")
@RunOnVirtualThread
public class RobotsResource {
    private final Robots robots;
    private final RobotList list;
    private final CurrentAccess current;

    /** What a new robot is to be. */
    public record NewRobot(
            @Nullable String description,
            @Nullable List<Robots.Permission> permissions,
            @Nullable Instant expiresAt) {}

    /** What may be changed; what is left out stays. {@code expires} false takes the expiry away. */
    public record RobotChange(
            @Nullable Boolean active,
            @Nullable List<Robots.Permission> permissions,
            @Nullable Instant expiresAt,
            @Nullable Boolean expires) {}

    /** How many seconds the old secret goes on working. */
    public record Rotation(@Nullable Long overlapSeconds) {}

    /** A secret, shown this once. */
    public record Secret(String name, long id, String secret) {
        @Override
        public String toString() {
            return "Secret[" + name + ", ***]";
        }
    }

    RobotsResource(Robots robots, RobotList list, CurrentAccess current) {
        this.robots = robots;
        this.list = list;
        this.current = current;
    }

    /** A page of all robots, by name; with {@code needsReview} only those whose responsible person has left. */
    @GET
    @Path("robots")
    @RequiresAuditor
    public Listing<RobotList.Robot> all(
            @RestQuery boolean needsReview,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(
                after, limit, (last, most) -> list.list(null, needsReview, last, most), RobotList.Robot::name);
    }

    /** One robot. */
    @GET
    @Path("robots/{robot}")
    @RequiresOwner(lookOnly = true)
    public RobotList.Robot get(@RestPath String robot) {
        return list.find(robot)
                .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no robot " + robot + "."));
    }

    /** Creates a robot; the secret is in this answer and nowhere else. */
    @POST
    @Path("robots/{robot}")
    @RequiresOwner
    public RestResponse<Secret> create(@RestPath String robot, NewRobot wish) {
        Confirmation.body(wish);
        String description = wish.description() == null ? "" : wish.description();
        return shown(robots.create(
                by(), robot, description, Confirmation.given(wish.permissions(), "permissions"), wish.expiresAt()));
    }

    /** Changes what is given. */
    @PATCH
    @Path("robots/{robot}")
    @RequiresOwner
    public RobotList.Robot change(@RestPath String robot, RobotChange change) {
        Confirmation.body(change);
        if (change.permissions() != null) {
            robots.setPermissions(by(), robot, change.permissions());
        }
        if (change.expiresAt() != null || Boolean.FALSE.equals(change.expires())) {
            robots.setExpiry(by(), robot, change.expiresAt());
        }
        if (change.active() != null) {
            robots.setActive(by(), robot, change.active());
        }
        return get(robot);
    }

    /** Makes a new secret; the old one works for another week, or for as long as is said. */
    @PUT
    @Path("robots/{robot}/secret")
    @RequiresOwner
    public RestResponse<Secret> rotate(@RestPath String robot, @Nullable Rotation rotation) {
        Long seconds = rotation == null ? null : rotation.overlapSeconds();
        return shown(robots.rotate(by(), robot, seconds == null ? Robots.OVERLAP : Duration.ofSeconds(seconds)));
    }

    /** Makes the caller the one who answers for the robot, which ends its need of a review. */
    @PUT
    @Path("robots/{robot}/responsible")
    @RequiresOwner
    public RobotList.Robot takeOver(@RestPath String robot) {
        robots.takeOver(by(), robot);
        return get(robot);
    }

    /** Voids one secret at once. */
    @DELETE
    @Path("robots/{robot}/secrets/{id}")
    @RequiresOwner
    public void deleteSecret(@RestPath String robot, @RestPath long id) {
        robots.deleteSecret(by(), robot, id);
    }

    /** Deletes a robot; the name has to be repeated in {@code confirm}. */
    @DELETE
    @Path("robots/{robot}")
    @RequiresOwner
    public void delete(@RestPath String robot, @RestQuery @Nullable String confirm) {
        Confirmation.require(confirm, robot);
        robots.delete(by(), robot);
    }

    private static RestResponse<Secret> shown(Robots.Created created) {
        return RestResponse.ResponseBuilder.create(
                        RestResponse.Status.CREATED, new Secret(created.name(), created.id(), created.secret()))
                .header("Cache-Control", "no-store")
                .build();
    }

    private String by() {
        return current.caller().displayName();
    }
}
