package dev.portcullis.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list in key order, and the links around it.
 *
 * @param first where the list begins; null on its first page
 * @param next the page behind this one; null at the end
 */
public record Paging<T>(
        List<T> items, @Nullable String first, @Nullable String next) {
    /** Rows of a page. */
    static final int ROWS = 50;

    public Paging {
        items = List.copyOf(items);
    }

    /** What a list gives after a key. */
    interface Source<T> {
        List<T> after(String last, int limit);
    }

    /** Reads one row more than the page has, to know whether there is a page behind. */
    static <T> Paging<T> of(String path, Query query, String after, Source<T> source, Function<T, String> key) {
        List<T> read = source.after(after, ROWS + 1);
        boolean more = read.size() > ROWS;
        List<T> items = more ? read.subList(0, ROWS) : read;
        return of(path, query, after, items, more ? key.apply(items.getLast()) : null);
    }

    /** Of rows that were read already. */
    static <T> Paging<T> of(String path, Query query, String after, List<T> items, @Nullable String nextKey) {
        return new Paging<>(
                items,
                after.isEmpty() ? null : path + query.text(),
                nextKey == null ? null : path + query.with("after", nextKey).text());
    }

    /** The same page of what the rows stand for. */
    <R> Paging<R> map(Function<T, R> row) {
        return new Paging<>(items.stream().map(row).toList(), first, next);
    }

    /** The same page, of rows that are read together. */
    <R> Paging<R> mapAll(Function<List<T>, List<R>> rows) {
        return new Paging<>(rows.apply(items), first, next);
    }

    /** Names and values of a query; what is empty is left out. */
    record Query(String text) {
        static final Query NONE = new Query("");

        Query with(String name, @Nullable String value) {
            return value == null || value.isEmpty()
                    ? this
                    : new Query(text + (text.isEmpty() ? "?" : "&") + name + "="
                            + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    static String orEmpty(@Nullable String given) {
        return given == null ? "" : given.strip();
    }
}
