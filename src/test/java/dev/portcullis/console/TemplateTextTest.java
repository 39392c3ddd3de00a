package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages speak two languages: what people read stands in the bundles of messages, and in both languages. */
class TemplateTextTest {
    private static final Path TEMPLATES = Path.of("src", "main", "resources", "templates");
    private static final Path MESSAGES = Path.of("src", "main", "resources", "messages");
    private static final Path CONSOLE = Path.of("src", "main", "java", "dev", "portcullis", "console");

    /** Attributes that people read or hear. */
    private static final Pattern READ_ATTRIBUTE =
            Pattern.compile("\\b(?:alt|title|placeholder|aria-label|data-label|data-copied)=\"([^\"]*)\"");

    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern MESSAGE = Pattern.compile("@Message\\((.*?)\\)\\s*String (\\w+)\\(", Pattern.DOTALL);
    private static final Pattern WORDS = Pattern.compile("\\S+");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern BUNDLE = Pattern.compile("@MessageBundle\\(\"(\\w+)\"\\)");

    /** The same in every language. */
    private static final Set<String> NAMES = Set.of("Portcullis", "Docker", "Podman", "Skopeo", "Buildah", "/");

    @Test
    void templatesHoldNoTextOfTheirOwn() throws IOException {
        List<String> stray = new ArrayList<>();
        for (Path template : files(TEMPLATES, ".html")) {
            // The width is the name of a class, and no text.
            String text = withoutExpressions(Files.readString(template).replaceAll("\\{#width}\\w+\\{/width}", ""));
            Matcher attributes = READ_ATTRIBUTE.matcher(text);
            while (attributes.find()) {
                report(template, attributes.group(1), stray);
            }
            report(template, TAG.matcher(text).replaceAll(" "), stray);
        }
        assertThat(stray).isEmpty();
    }

    @Test
    void everyMessageIsThereInChineseWithTheSameParameters() throws IOException {
        List<String> wrong = new ArrayList<>();
        int messages = 0;
        for (Path bundle : files(CONSOLE, "Words.java")) {
            String source = Files.readString(bundle);
            Matcher name = BUNDLE.matcher(source);
            assertThat(name.find()).as("%s", bundle).isTrue();
            Properties chinese = new Properties();
            try (Reader in = Files.newBufferedReader(MESSAGES.resolve(name.group(1) + "_zh.properties"))) {
                chinese.load(in);
            }
            Matcher message = MESSAGE.matcher(source);
            while (message.find()) {
                String translated = chinese.getProperty(message.group(2), "");
                if (translated.isEmpty() || !parameters(translated).equals(parameters(message.group(1)))) {
                    wrong.add(bundle + " " + message.group(2));
                }
                messages++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(messages).isGreaterThan(300);
    }

    private static void report(Path template, String text, List<String> stray) {
        for (String word : WORDS.matcher(text).results().map(MatchResult::group).toList()) {
            if (word.chars().anyMatch(Character::isLetter) && !NAMES.contains(word)) {
                stray.add(template + ": " + word);
            }
        }
    }

    private static Set<String> parameters(String message) {
        Set<String> parameters = new TreeSet<>();
        PARAMETER.matcher(message).results().forEach(found -> parameters.add(found.group(1)));
        return parameters;
    }

    /** Qute's braces, which may stand within each other. */
    private static String withoutExpressions(String template) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (depth == 0) {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(end)).toList();
        }
    }
}
