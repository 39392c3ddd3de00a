package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.List;

/**
 * What stands above every page of a repository.
 *
 * @param tab which of its pages is shown
 */
public record RepositoryHead(String name, String namespace, String path, String tab, boolean settings) {
    /**
     * The repository in the path of a page. What comes behind it is set off by {@code /-/}, which is in no name: below
     * acme/web there may be a repository acme/web/tags.
     */
    static final String PATH = "/{name: \\G.+}";

    private static final List<Action> CHANGES = List.of(Action.EDIT, Action.VISIBILITY, Action.REMOVE);

    /** {@link ErrorCode#NAME_UNKNOWN} where the visitor could create the repository, so that they may look, and find none. */
    static RepositoryHead of(RepositoryAccess access, String tab) {
        id(access);
        return new RepositoryHead(
                access.name().toString(),
                access.name().namespace(),
                access.name().path(),
                tab,
                CHANGES.stream().anyMatch(access::allows));
    }

    static long id(RepositoryAccess access) {
        Long id = access.id();
        if (id == null) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        return id;
    }

    /** The address of the repository. */
    public String href() {
        return "/repositories/" + name;
    }
}
