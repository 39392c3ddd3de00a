package dev.portcullis.console;

import dev.portcullis.access.RobotList;
import dev.portcullis.access.Robots;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresOwner;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The robots of an organization. */
@Path("/organizations/{org}/robots")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RobotPages {
    private final Robots robots;
    private final RobotList list;
    private final OrganizationHead.Maker heads;
    private final PublicAddress address;
    private final Visit visit;

    RobotPages(Robots robots, RobotList list, OrganizationHead.Maker heads, PublicAddress address, Visit visit) {
        this.robots = robots;
        this.list = list;
        this.heads = heads;
        this.address = address;
        this.visit = visit;
    }

    /** What was typed into the form for a new one. */
    public record Wish(String name, String description, String repositories) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(
                OrganizationHead head, Paging<RobotList.Robot> list, RobotPages.Wish wish, Problem problem);

        static native TemplateInstance robot(
                OrganizationHead head, RobotList.Robot robot, String repositories, Problem problem);

        static native TemplateInstance secret(OrganizationHead head, String name, String secret, String login);
    }

    /** The robots. */
    @GET
    @RequiresOwner(lookOnly = true)
    public RestResponse<String> list(@PathParam("org") String org, @RestQuery @Nullable String after) {
        return list(200, org, Paging.orEmpty(after), new Wish("", "", org + "/*"), Problem.NONE);
    }

    private RestResponse<String> list(int status, String org, String after, Wish wish, Problem problem) {
        Paging<RobotList.Robot> page = Paging.of(
                path(org),
                Paging.Query.NONE,
                after,
                (last, limit) -> list.list(org, last, limit),
                RobotList.Robot::name);
        return Page.of(status, Templates.list(heads.of(org, "robots"), page, wish, problem));
    }

    /** Makes one, and shows its secret this once. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> create(
            @PathParam("org") String org,
            @RestForm @Nullable String name,
            @RestForm @Nullable String description,
            @RestForm @Nullable String repositories,
            @RestForm @Nullable List<String> action) {
        Wish wish = new Wish(Paging.orEmpty(name), Paging.orEmpty(description), Paging.orEmpty(repositories));
        try {
            Robots.Permission permission =
                    new Robots.Permission(wish.repositories(), action == null ? List.of() : action);
            return shown(
                    org,
                    robots.create(
                            visit.name(), org + "+" + wish.name(), wish.description(), List.of(permission), null));
        } catch (RegistryException refused) {
            return list(refused.code().status(), org, "", wish, Problem.of(refused));
        }
    }

    /** One robot. */
    @GET
    @Path("/{robot}")
    @RequiresOwner(lookOnly = true)
    public RestResponse<String> robot(@PathParam("org") String org, @PathParam("robot") String robot) {
        return robot(200, org, robot, org + "/*", Problem.NONE);
    }

    private RestResponse<String> robot(int status, String org, String robot, String repositories, Problem problem) {
        return Page.of(status, Templates.robot(heads.of(org, "robots"), find(org, robot), repositories, problem));
    }

    /** Lets it do something on more repositories, or something else on those; nothing: no more on them. */
    @POST
    @Path("/{robot}/permissions")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> permit(
            @PathParam("org") String org,
            @PathParam("robot") String robot,
            @RestForm @Nullable String repositories,
            @RestForm @Nullable List<String> action) {
        RobotList.Robot found = find(org, robot);
        String typed = Paging.orEmpty(repositories);
        List<Robots.Permission> wish = new ArrayList<>(found.permissions().stream()
                .filter(permission -> !permission.repositories().equals(typed))
                .toList());
        if (action != null && !action.isEmpty()) {
            wish.add(new Robots.Permission(typed, action));
        }
        try {
            robots.setPermissions(visit.name(), found.name(), wish);
            return Page.goTo(path(org) + "/" + robot, Done.SAVED, "");
        } catch (RegistryException refused) {
            return robot(refused.code().status(), org, robot, typed, Problem.of(refused));
        }
    }

    /** Makes the visitor the one who answers for it. */
    @POST
    @Path("/{robot}/take-over")
    @RequiresOwner
    public RestResponse<String> takeOver(@PathParam("org") String org, @PathParam("robot") String robot) {
        robots.takeOver(visit.name(), find(org, robot).name());
        return Page.goTo(path(org) + "/" + robot, Done.SAVED, "");
    }

    private RobotList.Robot find(String org, String robot) {
        return list.find(robot)
                .filter(found -> org.equals(found.organization()))
                .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no robot " + robot + "."));
    }

    /** Makes a new secret; the one before works for another week. */
    @POST
    @Path("/{robot}/rotate")
    @RequiresOwner
    public RestResponse<String> rotate(@PathParam("org") String org, @PathParam("robot") String robot) {
        return shown(org, robots.rotate(visit.name(), find(org, robot).name(), Robots.OVERLAP));
    }

    /** Lets it in, or keeps it out. */
    @POST
    @Path("/{robot}/active")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> active(
            @PathParam("org") String org, @PathParam("robot") String robot, @RestForm @Nullable String active) {
        robots.setActive(visit.name(), find(org, robot).name(), "yes".equals(active));
        return Page.goTo(path(org) + "/" + robot, Done.SAVED, "");
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path("/{robot}/delete")
    @RequiresOwner
    public RestResponse<String> ask(@PathParam("org") String org, @PathParam("robot") String robot) {
        return ask(200, org, robot, Problem.NONE);
    }

    private RestResponse<String> ask(int status, String org, String robot, Problem problem) {
        PeopleWords words = visit.words(PeopleWords.class);
        String here = path(org) + "/" + find(org, robot).name();
        return new Confirmation(
                        words.deleteRobot(robot), words.deleteRobotLead(), List.of(), here + "/delete", robot, here)
                .page(status, problem);
    }

    /** Deletes it, when its name was typed. */
    @POST
    @Path("/{robot}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> delete(
            @PathParam("org") String org, @PathParam("robot") String robot, @RestForm @Nullable String typed) {
        if (!robot.equals(Paging.orEmpty(typed))) {
            return ask(400, org, robot, Problem.of(visit.words(Words.class).typedWrong()));
        }
        robots.delete(visit.name(), find(org, robot).name());
        return Page.goTo(path(org), Done.DELETED, robot);
    }

    private RestResponse<String> shown(String org, Robots.Created created) {
        return Page.of(
                200,
                Templates.secret(
                        heads.of(org, "robots"),
                        created.name(),
                        created.secret(),
                        new Commands(address.of(Visit.request())).login(created.name())));
    }

    private static String path(String org) {
        return "/organizations/" + org + "/robots";
    }
}
