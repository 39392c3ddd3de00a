package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * Times of two requests that are made in turn, and in changing order, so that what else the machine does is in both.
 * Compared are medians, of the differences pair by pair: single requests that were held up count for nothing.
 */
final class PairedTimes {
    private static final int ROUNDS = 5;
    /** The part of a request that may differ; less cannot be told from noise by somebody far away. */
    private static final double SHARE = 0.1;

    private final List<Double> all = new ArrayList<>();
    private final List<Double> differences = new ArrayList<>();

    private PairedTimes() {}

    /**
     * Fails unless the two take as long as each other: within a tenth, or within two standard errors. What looks
     * different is measured for longer before it is believed.
     */
    static void areAlike(String what, int pairs, Runnable one, Runnable other) {
        PairedTimes times = new PairedTimes();
        for (int round = 0; round < ROUNDS; round++) {
            times.measure(pairs, one, other);
            if (times.alike()) {
                return;
            }
        }
        assertThat(times.alike()).as("%s: %s", what, times).isTrue();
    }

    private void measure(int pairs, Runnable one, Runnable other) {
        for (int i = 0; i < pairs; i++) {
            boolean swapped = i % 2 == 1;
            double first = millis(swapped ? other : one);
            double second = millis(swapped ? one : other);
            all.add(first);
            all.add(second);
            differences.add(swapped ? second - first : first - second);
        }
    }

    private static double millis(Runnable request) {
        long start = System.nanoTime();
        request.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private boolean alike() {
        double difference = Math.abs(median(differences));
        return difference < SHARE * median(all) || difference < 2 * standardError();
    }

    /** Of the median, from the median deviation: 1.4826 of it is a standard deviation, 1.2533 the price of a median. */
    private double standardError() {
        double middle = median(differences);
        double deviation =
                median(differences.stream().map(one -> Math.abs(one - middle)).toList());
        return 1.2533 * 1.4826 * deviation / Math.sqrt(differences.size());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    @Override
    public String toString() {
        return "median %.3f ms, difference %.3f ms, standard error %.3f ms, %d pairs"
                .formatted(median(all), median(differences), standardError(), differences.size());
    }
}
