package dev.portcullis.oci;

import dev.portcullis.access.Action;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.repository.Page;
import dev.portcullis.repository.Tags;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** end-8a and end-8b of the distribution spec: the tags of a repository. */
@Path("/v2")
@RunOnVirtualThread
public class TagResource {
    private final Tags tags;
    private final CurrentAccess current;

    TagResource(Tags tags, CurrentAccess current) {
        this.tags = tags;
        this.current = current;
    }

    /** The body of the list. */
    public record TagList(String name, List<String> tags) {}

    @GET
    @Path(Paths.NAME + "/tags/list")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Action.PULL)
    public RestResponse<TagList> list(
            @PathParam("name") String name,
            @QueryParam("n") @Nullable String n,
            @QueryParam("last") @Nullable String last) {
        PageRequest wanted = PageRequest.parse(n, last, PageRequest.MOST);
        Long id = current.repository().id();
        if (id == null) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        Page<String> page = wanted.n() == 0 ? new Page<>(List.of(), false) : tags.page(id, wanted.last(), wanted.n());
        var answer = RestResponse.ResponseBuilder.ok(new TagList(name, page.items()));
        if (page.more()) {
            answer.header(
                    "Link",
                    wanted.linkAfter("/v2/" + name + "/tags/list", page.items().getLast(), ""));
        }
        return answer.build();
    }
}
