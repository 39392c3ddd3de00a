package dev.portcullis.manual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** The Markdown of this checkout, as readers of it see it. */
public final class Pages {
    /** Where a reader begins. */
    public static final Path CONTENTS = Path.of("docs", "README.md");

    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private Pages() {}

    /** All pages, from the root of the checkout. */
    public static List<Path> all() {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(Path.of(""), Path.of("bench"))) {
            pages.addAll(below(folder, 1));
        }
        pages.addAll(below(Path.of("docs"), Integer.MAX_VALUE));
        return pages;
    }

    private static List<Path> below(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in the page, as written. */
    public static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its links and pictures lead, as written. */
    public static Set<String> destinations(Path page) {
        Set<String> found = new LinkedHashSet<>();
        PARSER.parse(text(page)).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                found.add(link.getDestination());
                visitChildren(link);
            }

            @Override
            public void visit(Image image) {
                found.add(image.getDestination());
                visitChildren(image);
            }
        });
        return found;
    }

    /** The anchors of its headings, as code forges make them. */
    public static Set<String> anchors(Path page) {
        Map<String, Integer> times = new HashMap<>();
        Set<String> anchors = new LinkedHashSet<>();
        for (String heading : headings(page, 6)) {
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                    .replace(' ', '-');
            int before = times.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    /** The text of its headings down to a level. */
    public static List<String> headings(Path page, int level) {
        List<String> headings = new ArrayList<>();
        PARSER.parse(text(page)).accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                if (heading.getLevel() <= level) {
                    headings.add(plain(heading));
                }
            }
        });
        return headings;
    }

    /** The blocks of shell commands in it. */
    public static List<String> shellBlocks(Path page) {
        List<String> blocks = new ArrayList<>();
        PARSER.parse(text(page)).accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                if (block.getInfo().equals("sh") || block.getInfo().startsWith("sh ")) {
                    blocks.add(block.getLiteral());
                }
            }
        });
        return blocks;
    }

    private static String plain(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text words) {
                text.append(words.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append(code.getLiteral());
            }
        });
        return text.toString();
    }
}
