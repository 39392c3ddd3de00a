package dev.portcullis.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link between the pages leads to a page and a heading that are there, and every page can be found. */
class LinksTest {
    static List<Path> pages() {
        return Pages.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) {
        for (String destination : Pages.destinations(page)) {
            if (!destination.matches("[a-z]+:.*")) {
                String[] parts = destination.split("#", 2);
                Path target = target(page, parts[0]);
                assertThat(Files.exists(target))
                        .as("%s -> %s", page, destination)
                        .isTrue();
                if (parts.length == 2) {
                    assertThat(Pages.anchors(target))
                            .as("%s -> %s", page, destination)
                            .contains(parts[1]);
                }
            }
        }
    }

    @Test
    void everyPageIsReachedFromTheContents() {
        Set<Path> reached = new LinkedHashSet<>(List.of(Pages.CONTENTS));
        Deque<Path> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            Path page = open.pop();
            for (String destination : Pages.destinations(page)) {
                Path target = target(page, destination.split("#", 2)[0]);
                if (!destination.matches("[a-z]+:.*")
                        && target.startsWith("docs")
                        && target.toString().endsWith(".md")
                        && reached.add(target)) {
                    open.push(target);
                }
            }
        }
        assertThat(reached)
                .containsAll(Pages.all().stream()
                        .filter(page -> page.startsWith("docs"))
                        .toList());
    }

    /** In {@code docs/README.md}, so that a reader sees all of them on one page. */
    @Test
    void theContentsNameEveryPageButPartsOfOthers() {
        Set<String> named = new LinkedHashSet<>();
        Pages.destinations(Pages.CONTENTS)
                .forEach(destination -> named.add(
                        target(Pages.CONTENTS, destination.split("#", 2)[0]).toString()));
        assertThat(named)
                .containsAll(Pages.all().stream()
                        .filter(page -> page.startsWith("docs") && !page.equals(Pages.CONTENTS))
                        .map(Path::toString)
                        .toList());
    }

    private static Path target(Path page, String path) {
        if (path.isEmpty()) {
            return page;
        }
        Path folder = page.getParent();
        return (folder == null ? Path.of(path) : folder.resolve(path)).normalize();
    }
}
