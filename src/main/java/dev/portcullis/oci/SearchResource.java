package dev.portcullis.oci;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.portcullis.access.VisibleRepositories;
import dev.portcullis.auth.AnyCaller;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Public;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code docker search HOST/TERM} asks: two paths of the old Docker index API, version 1. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SearchResource {
    private static final int MOST_RESULTS = 100;
    private static final int WITHOUT_N = 25;
    private static final int MOST_PAGES = 100;
    private static final int LONGEST_QUERY = 255;

    private final VisibleRepositories visible;
    private final CurrentAccess current;

    SearchResource(VisibleRepositories visible, CurrentAccess current) {
        this.visible = visible;
        this.current = current;
    }

    /** One repository that was found. */
    public record Result(
            String name,
            String description,
            @JsonProperty("is_official") boolean official,
            @JsonProperty("is_automated") boolean automated,
            @JsonProperty("star_count") int stars) {}

    /** One page of results. */
    public record Results(
            @JsonProperty("num_results") int count,
            String query,
            int page,
            @JsonProperty("page_size") int pageSize,
            List<Result> results) {}

    /** Whether this is a registry that can be searched. */
    @GET
    @Path("/_ping")
    @Public("tells nothing but that a registry is here")
    public String ping() {
        return "true";
    }

    /** The repositories whose name contains the word, of those that the caller may pull. */
    @GET
    @Path("/search")
    @AnyCaller("lists only what the caller may pull")
    public Results search(
            @QueryParam("q") @Nullable String q,
            @QueryParam("n") @Nullable String n,
            @QueryParam("page") @Nullable String page) {
        String word = q == null ? "" : q.strip();
        if (word.length() > LONGEST_QUERY) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "A search has at most 255 characters.");
        }
        int size = number(n, WITHOUT_N, MOST_RESULTS);
        int wanted = number(page, 1, MOST_PAGES);
        List<String> found = visible.containing(
                current.caller(), current.credentialLimit(), word.toLowerCase(Locale.ROOT), "", size * wanted);
        List<String> names = found.subList(Math.min(found.size(), size * (wanted - 1)), found.size());
        List<String> descriptions = visible.descriptions(names);
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            results.add(new Result(names.get(i), descriptions.get(i), false, false, 0));
        }
        return new Results(results.size(), word, wanted, size, results);
    }

    private static int number(@Nullable String text, int without, int most) {
        if (text == null) {
            return without;
        }
        try {
            return Math.clamp(Integer.parseInt(text), 1, most);
        } catch (NumberFormatException e) {
            throw new RegistryException(ErrorCode.PAGINATION_NUMBER_INVALID);
        }
    }
}
