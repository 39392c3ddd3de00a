package dev.portcullis.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects a list that the house gives page by page. */
final class Pages {
    private static final int SIZE = 1000;

    private Pages() {}

    /** A page after the item of that name, or the first. */
    interface Page<T> {
        List<T> after(@Nullable String last, int limit);
    }

    static <T> List<T> all(Page<T> pages, Function<T, String> name) {
        List<T> all = new ArrayList<>();
        @Nullable String last = null;
        while (true) {
            List<T> page = pages.after(last, SIZE);
            all.addAll(page);
            if (page.size() < SIZE) {
                return all;
            }
            last = name.apply(page.getLast());
        }
    }
}
