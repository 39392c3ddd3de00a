package dev.portcullis.reference;

/** What may stand in {@code /v2/<name>/manifests/<reference>}: a tag or a digest. */
public sealed interface Reference {

    /** A tag, which may move. */
    record ByTag(TagName tag) implements Reference {}

    /** A digest, which never moves. */
    record ByDigest(Digest digest) implements Reference {}

    /** Parses either; a text with a colon can only be a digest, since no tag holds one. */
    static Reference parse(String text) {
        return text.indexOf(':') >= 0 ? new ByDigest(Digest.parse(text)) : new ByTag(TagName.parse(text));
    }
}
