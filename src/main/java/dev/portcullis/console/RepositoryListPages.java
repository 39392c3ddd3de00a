package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.VisibleRepositories;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresSession;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.repository.Usage;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The repositories that the visitor sees, and making one. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RepositoryListPages {
    /** Namespaces offered in the switch; whoever has more types the name into the filter. */
    private static final int MOST_NAMESPACES = 200;
    /** By anything but the name, only so many are sorted: names alone have an index for every visitor. */
    static final int MOST_SORTED = 1_000;

    private final RepositoryRegister register;
    private final VisibleRepositories visible;
    private final RepositoryRows rows;
    private final Organizations organizations;
    private final Grants grants;
    private final PublicAddress address;
    private final CurrentAccess current;
    private final Visit visit;

    RepositoryListPages(
            RepositoryRegister register,
            VisibleRepositories visible,
            RepositoryRows rows,
            Organizations organizations,
            Grants grants,
            PublicAddress address,
            CurrentAccess current,
            Visit visit) {
        this.register = register;
        this.visible = visible;
        this.rows = rows;
        this.organizations = organizations;
        this.grants = grants;
        this.address = address;
        this.current = current;
        this.visit = visit;
    }

    /** A row of the list. */
    public record Row(
            String name, boolean isPublic, boolean immutable, String description, Instant createdAt, Usage.Use use) {
        static Row of(RepositoryRegister.Entry entry, Usage.Use use) {
            return new Row(
                    entry.name(),
                    entry.isPublic(),
                    entry.immutableTags(),
                    Markdown.firstLine(entry.description()),
                    entry.createdAt(),
                    use);
        }
    }

    /**
     * The list.
     *
     * @param someOnly whether only the first {@value #MOST_SORTED} were sorted
     */
    public record View(
            Paging<Row> list,
            String filter,
            List<Visit.Choice> namespaces,
            List<Visit.Choice> orders,
            boolean someOnly,
            String login,
            String tag,
            String push) {
        /** How many are sorted at most. */
        public long sorted() {
            return MOST_SORTED;
        }
    }

    /** What was typed into the form. */
    public record Wish(String namespace, String path, String description, boolean isPublic) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(RepositoryListPages.View view);

        static native TemplateInstance form(
                RepositoryListPages.Wish wish, List<Visit.Choice> namespaces, Problem problem);
    }

    /** The list, of names that contain a word, of one namespace or of all. */
    @GET
    @RequiresSession
    public RestResponse<String> list(
            @RestQuery @Nullable String q,
            @RestQuery @Nullable String namespace,
            @RestQuery @Nullable String sort,
            @RestQuery @Nullable String after) {
        String word = Paging.orEmpty(q).toLowerCase(Locale.ROOT);
        String within = Paging.orEmpty(namespace);
        String stem = within.isEmpty() ? "" : within + "/";
        RepositoryRows.Order order = RepositoryRows.Order.of(Paging.orEmpty(sort));
        Paging.Query query =
                Paging.Query.NONE.with("q", word).with("namespace", within).with("sort", order.given());
        String from = Paging.orEmpty(after);
        boolean byName = order == RepositoryRows.Order.NAME;
        List<String> some = byName ? List.of() : names(word, stem, "", MOST_SORTED + 1);
        Paging<Row> list = byName
                ? Paging.of(
                                "/repositories",
                                query,
                                from,
                                (last, limit) -> names(word, stem, last, limit),
                                Function.identity())
                        .mapAll(rows::of)
                : sorted(query, from, some, order);
        Commands commands = new Commands(address.of(Visit.request()));
        String image = visit.name() + "/hello:1.0";
        return Page.of(
                200,
                Templates.list(new View(
                        list,
                        word,
                        namespaces(within, true),
                        order.choices(visit.words(RepositoryWords.class)),
                        some.size() > MOST_SORTED,
                        commands.login(visit.name()),
                        commands.tag("hello:1.0", image),
                        commands.push(image))));
    }

    /** A page of the first thousand, in another order than by name; {@code from} is how many come before it. */
    private Paging<Row> sorted(Paging.Query query, String from, List<String> names, RepositoryRows.Order order) {
        int skipped = from.matches("[0-9]{1,4}") ? Integer.parseInt(from) : 0;
        List<Row> all = rows.sorted(names.subList(0, Math.min(names.size(), MOST_SORTED)), order);
        int end = Math.min(all.size(), skipped + Paging.ROWS);
        List<Row> page = skipped < end ? all.subList(skipped, end) : List.of();
        return Paging.of(
                "/repositories",
                query,
                skipped == 0 ? "" : from,
                page,
                end < all.size() ? Integer.toString(end) : null);
    }

    private List<String> names(String word, String stem, String last, int limit) {
        // Right before the first name of the namespace: '.' comes right before '/'.
        String before = stem.isEmpty() ? "" : stem.substring(0, stem.length() - 1) + ".~";
        String from = last.compareTo(before) > 0 ? last : before;
        List<String> found = word.isEmpty()
                ? visible.page(current.caller(), current.credentialLimit(), from, limit)
                : visible.containing(current.caller(), current.credentialLimit(), word, from, limit);
        return found.stream().filter(name -> name.startsWith(stem)).toList();
    }

    /** The form. */
    @GET
    @Path("/-/new")
    @RequiresSession
    public RestResponse<String> form(@RestQuery @Nullable String namespace) {
        String within = Paging.orEmpty(namespace);
        return form(200, new Wish(within.isEmpty() ? visit.name() : within, "", "", false), Problem.NONE);
    }

    private RestResponse<String> form(int status, Wish wish, Problem problem) {
        return Page.of(status, Templates.form(wish, namespaces(wish.namespace(), false), problem));
    }

    /** Makes one where the visitor may. */
    @POST
    @Path("/-/new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> create(
            @RestForm @Nullable String namespace,
            @RestForm @Nullable String path,
            @RestForm @Nullable String description,
            @RestForm @Nullable String visibility) {
        Wish wish = new Wish(
                Paging.orEmpty(namespace),
                Paging.orEmpty(path),
                description == null ? "" : description,
                "public".equals(visibility));
        try {
            RepositoryName name = new RepositoryName(wish.namespace(), wish.path());
            if (!current.accessTo(name).allows(Action.CREATE)) {
                String told = visit.words(RepositoryWords.class).mayNotCreate(wish.namespace());
                return form(403, wish, Problem.of(told));
            }
            register.create(visit.name(), name, current.caller().accountIdOrNull());
            if (!wish.description().isBlank()) {
                register.describe(visit.name(), name, wish.description());
            }
            if (wish.isPublic()) {
                grants.setPublic(visit.name(), name, true);
            }
            return Page.goTo("/repositories/" + name, Done.CREATED, name.toString());
        } catch (RegistryException refused) {
            return form(refused.code().status(), wish, Problem.of(refused));
        }
    }

    /** The visitor's own namespace and those of the organizations that they are in, or all for who sees everything. */
    private List<Visit.Choice> namespaces(String chosen, boolean withAll) {
        List<Visit.Choice> choices = new ArrayList<>();
        if (withAll) {
            choices.add(new Visit.Choice("", visit.words(RepositoryWords.class).allNamespaces(), chosen.isEmpty()));
        }
        List<String> names = new ArrayList<>(List.of(visit.name()));
        Long me = current.caller().accountIdOrNull();
        if (visit.seesEverything()) {
            names.addAll(organizations.list(null, MOST_NAMESPACES));
        } else if (me != null) {
            names.addAll(organizations.of(me, null, MOST_NAMESPACES));
        }
        if (!chosen.isEmpty() && !names.contains(chosen)) {
            names.add(chosen);
        }
        names.forEach(name -> choices.add(new Visit.Choice(name, name, name.equals(chosen))));
        return choices;
    }
}
