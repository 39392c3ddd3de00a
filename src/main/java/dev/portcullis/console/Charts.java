package dev.portcullis.console;

import dev.portcullis.repository.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was pulled and pushed, and how the store grew. Bars of a plain SVG: thirty of them need no library, and they are
 * there without a script, in the colours of the theme.
 */
public record Charts(Chart pulls, Chart pushes, Chart storage) {
    private static final int HEIGHT = 48;
    private static final int STEP = 10;
    private static final int WIDTH = 8;

    /**
     * One chart.
     *
     * @param now the last value
     */
    public record Chart(List<Bar> bars, long most, long sum, long now, int width, int height) {
        static Chart of(List<Usage.Day> days, Function<Usage.Day, @Nullable Long> value) {
            List<Long> values =
                    days.stream().map(value).filter(Objects::nonNull).toList();
            long most = values.stream().mapToLong(Long::longValue).max().orElse(0);
            List<Bar> bars = new ArrayList<>();
            for (int i = 0; i < days.size(); i++) {
                Long of = value.apply(days.get(i));
                long known = of == null ? 0 : of;
                // What is not nothing is seen.
                int tall = known == 0 ? 0 : (int) Math.max(1, Math.round((double) known * HEIGHT / most));
                bars.add(new Bar(days.get(i).day().toString(), known, i * STEP, HEIGHT - tall, WIDTH, tall));
            }
            return new Chart(
                    bars,
                    most,
                    values.stream().mapToLong(Long::longValue).sum(),
                    values.isEmpty() ? 0 : values.getLast(),
                    days.size() * STEP - (STEP - WIDTH),
                    HEIGHT);
        }

        /** Whether there is anything to see. */
        public boolean empty() {
            return most == 0;
        }
    }

    /** One day; places in units of the picture. */
    public record Bar(String day, long value, int x, int y, int width, int height) {}

    static Charts of(List<Usage.Day> days) {
        return new Charts(
                Chart.of(days, Usage.Day::pulls), Chart.of(days, Usage.Day::pushes), Chart.of(days, Usage.Day::bytes));
    }
}
