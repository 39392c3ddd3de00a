package dev.portcullis.console;

import io.quarkus.qute.RawString;
import jakarta.inject.Singleton;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Markdown that people wrote, as HTML that can do no harm: HTML in it is shown as text, and what comes out goes through
 * a list of what is allowed besides (GHSA on stored scripts in descriptions: two locks, since one has failed others).
 * Images become links: pages load nothing from elsewhere, and tell nobody elsewhere that they were read.
 */
@Singleton
class Markdown {
    private static final int LEVELS_BELOW_THE_PAGE = 2;
    private static final int DEEPEST = 6;

    private static final PolicyFactory ALLOWED = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "pre",
                    "code",
                    "em",
                    "strong",
                    "hr",
                    "br",
                    "a",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td")
            .allowAttributes("href")
            .onElements("a")
            .allowUrlProtocols("https", "http", "mailto")
            .requireRelsOnLinks("nofollow", "noopener", "noreferrer")
            .toFactory();

    private final Parser parser =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private final HtmlRenderer renderer = HtmlRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .escapeHtml(true)
            .sanitizeUrls(true)
            .build();

    RawString render(String markdown) {
        Node document = parser.parse(markdown);
        document.accept(new Fit());
        return new RawString(ALLOWED.sanitize(renderer.render(document)));
    }

    /** The first line that says something, without the marks of Markdown: for lists. */
    static String firstLine(String markdown) {
        return markdown.lines()
                .map(line -> line.replaceAll("^[#>*\\s-]+", "")
                        .replaceAll("[*_`]", "")
                        .strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Headings go below those of the page, and images become links to them. */
    private static final class Fit extends AbstractVisitor {
        @Override
        public void visit(Heading heading) {
            heading.setLevel(Math.min(DEEPEST, heading.getLevel() + LEVELS_BELOW_THE_PAGE));
            visitChildren(heading);
        }

        @Override
        public void visit(Image image) {
            visitChildren(image);
            Link link = new Link(image.getDestination(), image.getTitle());
            Node child = image.getFirstChild();
            if (child == null) {
                link.appendChild(new Text(image.getDestination()));
            }
            while (child != null) {
                Node next = child.getNext();
                link.appendChild(child);
                child = next;
            }
            image.insertAfter(link);
            image.unlink();
        }
    }
}
