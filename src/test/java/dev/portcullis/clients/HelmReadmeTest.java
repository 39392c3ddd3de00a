package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of values in the chart's README comes out of {@code values.yaml}, where each value has a line of its own. */
class HelmReadmeTest {
    private static final Path README = HelmChart.CHART.resolve("README.md");
    private static final String START = "<!-- values -->\n";
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):(.*)");

    record Value(String path, String comment, Object standard) {
        String row() {
            String text = comment.replace("|", "\\|");
            return "| `" + path + "` | `" + json(standard) + "` | " + text + " |";
        }

        private static String json(Object value) {
            try {
                return new ObjectMapper().writeValueAsString(value);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void tellsEveryValue() throws IOException {
        String readme = Files.readString(README);
        String start = readme.substring(0, readme.indexOf(START) + START.length());
        StringBuilder page = new StringBuilder(start).append("\n| value | default | what |\n|---|---|---|\n");
        values().forEach(value -> page.append(value.row()).append('\n'));
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(README, page);
        }
        assertThat(Files.readString(README))
                .as("write it anew: -Dreference.write=true")
                .isEqualTo(page.toString());
    }

    @Test
    void isOfTheProgramsVersion() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Matcher version = Pattern.compile("<artifactId>portcullis</artifactId>\\s*<version>([^<]*)</version>")
                .matcher(pom);
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(HelmChart.CHART.resolve("Chart.yaml")))
                .contains("appVersion: \"" + version.group(1).replace("-SNAPSHOT", "") + "\"");
    }

    /** Every value that may be set, in the order of the file; what has values below it is only a heading. */
    private static List<Value> values() throws IOException {
        List<String> lines = Files.readAllLines(HelmChart.CHART.resolve("values.yaml"));
        Object all = HelmChart.yaml().load(String.join("\n", lines));
        List<Value> values = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            if (!key.matches()) {
                continue;
            }
            while (path.size() > key.group(1).length() / 2) {
                path.removeLast();
            }
            path.addLast(key.group(2));
            boolean heading =
                    key.group(3).isBlank() && lines.get(i + 1).matches(" +(#.*|(?!requests|limits)[a-zA-Z]+:)");
            String before = lines.get(i - 1).strip();
            // requests and limits are one value with what they stand below.
            if (!heading && !key.group(2).matches("requests|limits")) {
                String name = String.join(".", path);
                assertThat(before).as("the line before %s", name).matches("# .*\\.");
                values.add(new Value(name, before.substring(2), HelmChart.at(all, path.toArray(String[]::new))));
            }
        }
        return values;
    }
}
