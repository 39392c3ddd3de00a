package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.Grants;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.repository.Tags;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Visibility, name and end of a repository. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RepositorySettingsPages {
    /** Tags are counted so far only, to tell what a deletion takes away. */
    private static final int COUNTED_TAGS = 1_000;

    private final RepositoryRegister register;
    private final Grants grants;
    private final Tags tags;
    private final CurrentAccess current;
    private final Visit visit;

    RepositorySettingsPages(RepositoryRegister register, Grants grants, Tags tags, CurrentAccess current, Visit visit) {
        this.register = register;
        this.grants = grants;
        this.tags = tags;
        this.current = current;
        this.visit = visit;
    }

    /** The tab. */
    public record View(
            RepositoryHead head,
            boolean isPublic,
            boolean visibility,
            boolean immutable,
            boolean grants,
            boolean removes,
            String newName,
            Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance settings(RepositorySettingsPages.View view);
    }

    /** The tab, with what the visitor may change. */
    @GET
    @Path(RepositoryHead.PATH + "/-/settings")
    @Requires(Action.VIEW)
    public RestResponse<String> settings() {
        return page(200, current.repository().name().toString(), Problem.NONE);
    }

    private RestResponse<String> page(int status, String newName, Problem problem) {
        RepositoryAccess access = current.repository();
        RepositoryHead head = RepositoryHead.of(access, "settings");
        List<RepositoryRegister.Entry> entry = register.find(List.of(head.name()));
        return Page.of(
                status,
                Templates.settings(new View(
                        head,
                        entry.stream().anyMatch(RepositoryRegister.Entry::isPublic),
                        access.allows(Action.VISIBILITY),
                        entry.stream().anyMatch(RepositoryRegister.Entry::immutableTags),
                        access.allows(Action.GRANT),
                        access.allows(Action.REMOVE),
                        newName,
                        problem)));
    }

    /** Makes it public or private. */
    @POST
    @Path(RepositoryHead.PATH + "/-/visibility")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.VISIBILITY)
    public RestResponse<String> visibility(@RestForm @Nullable String visibility) {
        grants.setPublic(visit.name(), current.repository().name(), "public".equals(visibility));
        return Page.goTo(here() + "/-/settings", Done.SAVED, "");
    }

    /** Lets its tags stay where they point, or move again. */
    @POST
    @Path(RepositoryHead.PATH + "/-/immutability")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.GRANT)
    public RestResponse<String> immutability(@RestForm @Nullable String tags) {
        register.setImmutableTags(visit.name(), current.repository().name(), "immutable".equals(tags));
        return Page.goTo(here() + "/-/settings", Done.SAVED, "");
    }

    /** Gives it another name, or moves it to another namespace where the visitor may create repositories. */
    @POST
    @Path(RepositoryHead.PATH + "/-/rename")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.REMOVE)
    public RestResponse<String> rename(@RestForm("new-name") @Nullable String newName) {
        String typed = Paging.orEmpty(newName);
        try {
            RepositoryName to = RepositoryName.parse(typed);
            if (!current.accessTo(to).allows(Action.CREATE)) {
                String told = visit.words(RepositoryWords.class).mayNotCreate(to.namespace());
                return page(403, typed, Problem.of(told));
            }
            register.rename(visit.name(), current.repository().name(), to);
            return Page.goTo("/repositories/" + to, Done.RENAMED, to.toString());
        } catch (RegistryException refused) {
            return page(refused.code().status(), typed, Problem.of(refused));
        }
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path(RepositoryHead.PATH + "/-/delete")
    @Requires(Action.REMOVE)
    public RestResponse<String> ask() {
        return ask(200, Problem.NONE);
    }

    private RestResponse<String> ask(int status, Problem problem) {
        RepositoryHead head = RepositoryHead.of(current.repository(), "settings");
        RepositoryWords words = visit.words(RepositoryWords.class);
        var some = tags.page(RepositoryHead.id(current.repository()), "", COUNTED_TAGS);
        String count = Told.asCount((long) some.items().size());
        return new Confirmation(
                        words.deleteTitle(head.name()),
                        words.deleteLead(),
                        List.of(some.more() ? words.tagCountMore(count) : words.tagCount(count)),
                        head.href() + "/-/delete",
                        head.name(),
                        head.href() + "/-/settings")
                .page(status, problem);
    }

    /** Deletes it, when its name was typed. */
    @POST
    @Path(RepositoryHead.PATH + "/-/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.REMOVE)
    public RestResponse<String> delete(@RestForm @Nullable String typed) {
        RepositoryName name = current.repository().name();
        if (!name.toString().equals(Paging.orEmpty(typed))) {
            return ask(400, Problem.of(visit.words(Words.class).typedWrong()));
        }
        register.delete(visit.name(), name);
        return Page.goTo("/repositories", Done.DELETED, name.toString());
    }

    private String here() {
        return "/repositories/" + current.repository().name();
    }
}
