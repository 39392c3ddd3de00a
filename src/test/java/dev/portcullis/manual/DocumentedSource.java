package dev.portcullis.manual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the Javadoc of records and of configuration interfaces says, which is gone once they are compiled. */
final class DocumentedSource {
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Pattern PARAM =
            Pattern.compile("@param (\\w+)\\s+(.*?)(?=\\s@param |\\s@|\\z)", Pattern.DOTALL);
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"\\)");
    private static final Pattern NESTED = Pattern.compile(
            "\\n    (?:/\\*\\*(?:(?!\\*/).)*\\*/\\s+)?interface (\\w+) \\{(.*?)\\n    }", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+((?:@\\w+(?:\\(\"[^\"]*\"\\))?\\s+)*)([\\w<>.]+) (\\w+)\\(\\);",
            Pattern.DOTALL);
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");

    private DocumentedSource() {}

    /** One value of the configuration. */
    record Property(String variable, String meaning, String byDefault) {}

    /** What the Javadoc of a record says of each component. */
    static Map<String, String> components(Class<?> type) {
        String source = read(MAIN.resolve(type.getName().replace('.', '/') + ".java"));
        int end = source.indexOf("record " + type.getSimpleName());
        String comment = source.substring(source.lastIndexOf("/**", end), source.lastIndexOf("*/", end));
        Map<String, String> found = new LinkedHashMap<>();
        Matcher param = PARAM.matcher(plain(comment));
        while (param.find()) {
            found.put(param.group(1), param.group(2));
        }
        return found;
    }

    /** The values of every configuration interface. */
    static List<Property> properties() {
        Map<String, Property> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            files.filter(file -> file.toString().endsWith("Config.java")).forEach(file -> {
                String source = read(file);
                Matcher mapping = MAPPING.matcher(source);
                if (mapping.find()) {
                    collect(source, mapping.group(1)).forEach(property -> found.put(property.variable(), property));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found.values());
    }

    private static List<Property> collect(String source, String prefix) {
        Map<String, String> nested = new LinkedHashMap<>();
        Matcher inner = NESTED.matcher(source);
        while (inner.find()) {
            nested.put(inner.group(1), inner.group(2));
        }
        List<Property> found = new ArrayList<>();
        collect(NESTED.matcher(source).replaceAll(""), prefix, nested, found);
        return found;
    }

    private static void collect(String source, String prefix, Map<String, String> nested, List<Property> found) {
        Matcher method = METHOD.matcher(source);
        while (method.find()) {
            String name = prefix + "." + method.group(4);
            String inner = nested.get(method.group(3));
            if (inner != null) {
                collect(inner, name, nested, found);
            } else {
                Matcher byDefault = DEFAULT.matcher(method.group(2));
                found.add(new Property(
                        variable(name), plain(method.group(1)).strip(), byDefault.find() ? byDefault.group(1) : ""));
            }
        }
    }

    private static String variable(String property) {
        return property.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]", "_")
                .toUpperCase(Locale.ROOT);
    }

    /** Without the signs of Javadoc, with its tags as Markdown. */
    private static String plain(String comment) {
        return comment.replaceAll("(?m)^\\s*/?\\*+ ?", "")
                .replaceAll("\\s+", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link (?:[\\w.]*#)?([\\w.]+)[^}]*}", "`$1`");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
