package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.repository.TagList;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What a repository is: its description, how to pull from it, what the visitor may do with it. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RepositoryPages {
    private final RepositoryRegister register;
    private final TagList tags;
    private final Markdown markdown;
    private final PublicAddress address;
    private final CurrentAccess current;
    private final Visit visit;

    RepositoryPages(
            RepositoryRegister register,
            TagList tags,
            Markdown markdown,
            PublicAddress address,
            CurrentAccess current,
            Visit visit) {
        this.register = register;
        this.tags = tags;
        this.markdown = markdown;
        this.address = address;
        this.current = current;
        this.visit = visit;
    }

    /**
     * The first tab.
     *
     * @param pullTag null while there is no image
     */
    public record View(
            RepositoryHead head,
            boolean isPublic,
            Instant createdAt,
            RawString readme,
            boolean edits,
            List<String> allowed,
            @Nullable String tag,
            @Nullable String pullTag,
            @Nullable String pullDigest,
            String tagCommand,
            String pushCommand) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance info(RepositoryPages.View view);

        static native TemplateInstance edit(RepositoryHead head, String text, RawString preview, Problem problem);
    }

    /** The first tab. */
    @GET
    @Path(RepositoryHead.PATH)
    @Requires(Action.VIEW)
    public RestResponse<String> info() {
        RepositoryAccess access = current.repository();
        RepositoryHead head = RepositoryHead.of(access, "info");
        RepositoryRegister.Entry entry = entry(head.name());
        Commands commands = new Commands(address.of(Visit.request()));
        Optional<TagList.Tagged> shown = shown(RepositoryHead.id(access));
        return Page.of(
                200,
                Templates.info(new View(
                        head,
                        entry.isPublic(),
                        entry.createdAt(),
                        markdown.render(entry.description()),
                        access.allows(Action.EDIT),
                        Arrays.stream(Action.values())
                                .filter(access::allows)
                                .map(Action::wireName)
                                .toList(),
                        shown.map(TagList.Tagged::name).orElse(null),
                        shown.map(tag -> commands.pull(head.name(), tag.name())).orElse(null),
                        shown.map(tag -> commands.pull(
                                        head.name(),
                                        tag.image().manifest().digest().toString()))
                                .orElse(null),
                        commands.tag(head.path() + ":1.0", head.name() + ":1.0"),
                        commands.push(head.name() + ":1.0"))));
    }

    /** The tag that the commands are shown for: latest, or else the first. */
    private Optional<TagList.Tagged> shown(long id) {
        return tags.find(id, "latest")
                .or(() -> tags.page(id, "", "", 1).items().stream().findFirst());
    }

    private RepositoryRegister.Entry entry(String name) {
        return register.find(List.of(name)).stream()
                .findFirst()
                .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN));
    }

    /** The form for the description. */
    @GET
    @Path(RepositoryHead.PATH + "/-/edit")
    @Requires(Action.EDIT)
    public RestResponse<String> edit() {
        RepositoryHead head = RepositoryHead.of(current.repository(), "info");
        return edit(200, head, entry(head.name()).description(), Problem.NONE);
    }

    /** Shows how it would look, or saves it. */
    @POST
    @Path(RepositoryHead.PATH + "/-/edit")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.EDIT)
    public RestResponse<String> save(@RestForm @Nullable String text, @RestForm @Nullable String preview) {
        RepositoryHead head = RepositoryHead.of(current.repository(), "info");
        String typed = text == null ? "" : text.replace("\r\n", "\n");
        if (preview != null) {
            return edit(200, head, typed, Problem.NONE);
        }
        try {
            register.describe(visit.name(), current.repository().name(), typed);
            return Page.goTo(head.href(), Done.SAVED, "");
        } catch (RegistryException refused) {
            return edit(refused.code().status(), head, typed, Problem.of(refused));
        }
    }

    private RestResponse<String> edit(int status, RepositoryHead head, String text, Problem problem) {
        return Page.of(status, Templates.edit(head, text, markdown.render(text), problem));
    }
}
