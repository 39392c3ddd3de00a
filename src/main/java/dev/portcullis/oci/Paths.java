package dev.portcullis.oci;

/** The part that the addresses of the distribution spec share. */
final class Paths {
    /**
     * The repository's name, which holds slashes. The router looks for a template's match from every place of the
     * path, so that a plain {@code .+} costs the square of the path's length for each template that does not match:
     * nine tenths of all work of a small pull. {@code \G} matches at the first place only.
     */
    static final String NAME = "/{name: \\G.+}";

    private Paths() {}
}
