package dev.portcullis.repository;

import java.util.List;

/**
 * One page of a list in key order.
 *
 * @param more whether there is a next page, which begins after the last item of this one
 */
public record Page<T>(List<T> items, boolean more) {
    public Page {
        items = List.copyOf(items);
    }

    /** A page out of one item more than wanted. */
    static <T> Page<T> of(List<T> oneMore, int wanted) {
        return oneMore.size() > wanted ? new Page<>(oneMore.subList(0, wanted), true) : new Page<>(oneMore, false);
    }
}
