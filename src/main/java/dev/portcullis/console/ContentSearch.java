package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.ImageSearch;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Images by digest ({@code sha256:0123...}, or its first twelve digits) and by label ({@code label:key=value}). */
@Singleton
class ContentSearch {
    private static final String LABEL = "label:";
    private static final Pattern DIGEST = Pattern.compile("(sha256|sha512):[0-9a-f]{4,128}");
    private static final Pattern SHORT = Pattern.compile("[0-9a-f]{12,64}");
    /** Looked at, since the visitor may not see all of them. */
    private static final int LOOKED_AT = 500;

    private static final int SHOWN = 50;

    private final ImageSearch images;
    private final CurrentAccess current;

    ContentSearch(ImageSearch images, CurrentAccess current) {
        this.images = images;
        this.current = current;
    }

    /** Something found, and where. */
    public record Found(
            String repository, String digest, @Nullable String tag, boolean blob, String detail, String href) {
        static Found of(ImageSearch.Hit hit) {
            String repository = "/repositories/" + hit.repository();
            return new Found(
                    hit.repository(),
                    hit.digest(),
                    hit.tag(),
                    hit.blob(),
                    hit.detail(),
                    hit.blob() ? repository : repository + "/-/tags/" + hit.digest());
        }
    }

    static boolean isForContent(String word) {
        return word.startsWith(LABEL)
                || DIGEST.matcher(word.toLowerCase(Locale.ROOT)).matches()
                || SHORT.matcher(word).matches();
    }

    List<Found> search(String word) {
        Map<String, Boolean> seen = new HashMap<>();
        return hits(word).stream()
                .filter(hit -> seen.computeIfAbsent(hit.repository(), this::maySee))
                .limit(SHOWN)
                .map(Found::of)
                .toList();
    }

    private List<ImageSearch.Hit> hits(String word) {
        if (word.startsWith(LABEL)) {
            String label = word.substring(LABEL.length());
            int equals = label.indexOf('=');
            return images.byLabel(
                    equals < 0 ? label : label.substring(0, equals),
                    equals < 0 ? "" : label.substring(equals + 1),
                    LOOKED_AT);
        }
        String digest = word.toLowerCase(Locale.ROOT);
        return images.byDigest(digest.indexOf(':') < 0 ? "sha256:" + digest : digest, LOOKED_AT);
    }

    private boolean maySee(String repository) {
        return current.accessTo(RepositoryName.parse(repository)).allows(Action.VIEW);
    }
}
