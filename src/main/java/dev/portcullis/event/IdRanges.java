package dev.portcullis.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of event numbers, kept as ranges: they come mostly one after the other, so millions take little. */
final class IdRanges {
    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    /** The ranges of numbers in ascending order: first, last, first, last, both included. */
    static Long[] of(List<Long> ascending) {
        List<Long> flat = new ArrayList<>();
        for (long id : ascending) {
            if (!flat.isEmpty() && flat.getLast() == id - 1) {
                flat.set(flat.size() - 1, id);
            } else {
                flat.add(id);
                flat.add(id);
            }
        }
        return flat.toArray(Long[]::new);
    }

    /** The numbers of such ranges; at most {@code most}, so that a forged range cannot exhaust memory. */
    static List<Long> expand(Long[] flat, int most) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i + 1 < flat.length; i += 2) {
            for (long id = flat[i]; id <= flat[i + 1] && ids.size() < most; id++) {
                ids.add(id);
            }
        }
        return ids;
    }

    void add(Long[] flat) {
        for (int i = 0; i + 1 < flat.length; i += 2) {
            add(flat[i], flat[i + 1]);
        }
    }

    private void add(long first, long last) {
        Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
        long from = before != null && before.getValue() >= first - 1 ? before.getKey() : first;
        long to = before != null && from == before.getKey() ? Math.max(before.getValue(), last) : last;
        Map.Entry<Long, Long> next = lastByFirst.higherEntry(from);
        while (next != null && next.getKey() <= to + 1) {
            to = Math.max(to, next.getValue());
            lastByFirst.remove(next.getKey());
            next = lastByFirst.higherEntry(from);
        }
        lastByFirst.put(from, to);
    }

    boolean contains(long id) {
        Map.Entry<Long, Long> range = lastByFirst.floorEntry(id);
        return range != null && range.getValue() >= id;
    }
}
