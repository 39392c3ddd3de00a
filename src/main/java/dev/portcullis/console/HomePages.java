package dev.portcullis.console;

import dev.portcullis.access.Organizations;
import dev.portcullis.access.VisibleRepositories;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresSession;
import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditQuery;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.TagList;
import dev.portcullis.repository.Usage;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where one begins, and the search that is on every page. */
@Path("/")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class HomePages {
    private static final int SOME = 10;
    /** So many days back go the charts. */
    private static final int DAYS = 30;

    private static final int FOUND = 25;
    /** Of how many repositories the tags are searched, for {@code web:1}. */
    private static final int SEARCHED_FOR_TAGS = 10;

    private static final int LONGEST_WORD = 255;

    private final VisibleRepositories visible;
    private final RepositoryRows rows;
    private final Organizations organizations;
    private final AccountSearch accounts;
    private final TagList tags;
    private final ContentSearch content;
    private final AuditLog log;
    private final Attention attention;
    private final Usage usage;
    private final PublicAddress address;
    private final CurrentAccess current;
    private final Visit visit;

    HomePages(
            VisibleRepositories visible,
            RepositoryRows rows,
            Organizations organizations,
            AccountSearch accounts,
            TagList tags,
            ContentSearch content,
            AuditLog log,
            Attention attention,
            Usage usage,
            PublicAddress address,
            CurrentAccess current,
            Visit visit) {
        this.visible = visible;
        this.rows = rows;
        this.organizations = organizations;
        this.accounts = accounts;
        this.tags = tags;
        this.content = content;
        this.log = log;
        this.attention = attention;
        this.usage = usage;
        this.address = address;
        this.current = current;
        this.visit = visit;
    }

    /** The start page. */
    public record View(
            String name,
            List<Attention.Item> attention,
            @Nullable Charts charts,
            List<RepositoryListPages.Row> repositories,
            List<String> organizations,
            List<AuditEvent> events,
            String login,
            String tag,
            String push) {}

    /** A tag that was found. */
    public record FoundTag(String repository, String name) {}

    /** What was found. */
    public record Found(
            String word,
            List<RepositoryListPages.Row> repositories,
            List<FoundTag> tags,
            List<ContentSearch.Found> images,
            List<String> organizations,
            List<String> users) {
        static Found nothing(String word) {
            return new Found(word, List.of(), List.of(), List.of(), List.of(), List.of());
        }

        /** Whether there is nothing. */
        public boolean isEmpty() {
            return repositories.isEmpty()
                    && tags.isEmpty()
                    && images.isEmpty()
                    && organizations.isEmpty()
                    && users.isEmpty();
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance home(HomePages.View view);

        static native TemplateInstance search(HomePages.Found view);
    }

    /** The start page. */
    @GET
    @RequiresSession
    public RestResponse<String> home() {
        Long me = current.caller().accountIdOrNull();
        Commands commands = new Commands(address.of(Visit.request()));
        String image = visit.name() + "/hello:1.0";
        return Page.of(
                200,
                Templates.home(new View(
                        visit.name(),
                        attention.items(),
                        visit.seesEverything() ? Charts.of(usage.lastDays(DAYS)) : null,
                        rows.of(visible.page(current.caller(), current.credentialLimit(), "", SOME)),
                        me == null ? List.of() : organizations.of(me, null, SOME),
                        log.page(AuditQuery.of(Map.of("account", visit.name())), null, SOME)
                                .events(),
                        commands.login(visit.name()),
                        commands.tag("hello:1.0", image),
                        commands.push(image))));
    }

    /** What contains the word, of what the visitor may see; {@code web:1} looks for tags. */
    @GET
    @Path("/search")
    @RequiresSession
    public RestResponse<String> search(@RestQuery @Nullable String q) {
        String typed = Paging.orEmpty(q);
        String word = typed.substring(0, Math.min(typed.length(), LONGEST_WORD));
        return Page.of(200, Templates.search(word.isEmpty() ? Found.nothing("") : found(word)));
    }

    private Found found(String word) {
        List<ContentSearch.Found> images = ContentSearch.isForContent(word) ? content.search(word) : List.of();
        int colon = word.indexOf(':');
        if (colon >= 0 && ContentSearch.isForContent(word)) {
            return new Found(word, List.of(), List.of(), images, List.of(), List.of());
        }
        String name = (colon < 0 ? word : word.substring(0, colon)).toLowerCase(Locale.ROOT);
        List<String> names = visible.containing(current.caller(), current.credentialLimit(), name, "", FOUND);
        return new Found(
                word,
                rows.of(names),
                colon < 0 ? List.of() : tags(names, word.substring(colon + 1)),
                images,
                colon < 0 ? accounts.organizations(name, FOUND) : List.of(),
                colon < 0 ? accounts.users(name, FOUND) : List.of());
    }

    private List<FoundTag> tags(List<String> names, String part) {
        List<FoundTag> found = new ArrayList<>();
        for (String name : names.subList(0, Math.min(names.size(), SEARCHED_FOR_TAGS))) {
            Long id = current.accessTo(RepositoryName.parse(name)).id();
            if (id != null) {
                tags.page(id, part, "", SOME).items().forEach(tag -> found.add(new FoundTag(name, tag.name())));
            }
        }
        return found;
    }
}
