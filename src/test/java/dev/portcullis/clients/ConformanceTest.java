package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The public conformance program of the OCI distribution specification, every switch on. */
@ExtendWith(ClientsExtension.class)
class ConformanceTest {

    private static final int FEWEST_CASES = 900;

    @Test
    void everyCasePassesAndNoneIsSkipped(RegistryServer server, @TempDir Path home)
            throws IOException, ParserConfigurationException, SAXException {
        Path password = Files.writeString(home.resolve("password"), server.adminPassword);
        Path results = Folders.fresh("conformance");
        // The launcher finds the program by the real home folder, not by one of the test.
        Shell.Outcome run = new Shell(home, Map.of())
                .run(
                        Path.of("bin", "conformance").toAbsolutePath(),
                        "--registry",
                        server.address(),
                        "--user",
                        "admin",
                        "--password-file",
                        password,
                        "--results",
                        results);

        assertThat(results.resolve("junit.xml")).as(run::toString).exists();
        Element suite = suite(results.resolve("junit.xml"));
        assertThat(count(suite, "failures")).as(run::toString).isZero();
        assertThat(count(suite, "errors")).as(run::toString).isZero();
        assertThat(count(suite, "skipped")).as(run::toString).isZero();
        assertThat(count(suite, "tests")).isGreaterThan(FEWEST_CASES);
        run.succeeds();
    }

    /** The report leaves out a count of skipped cases that is zero. */
    private static int count(Element suite, String kind) {
        return suite.hasAttribute(kind) ? Integer.parseInt(suite.getAttribute(kind)) : 0;
    }

    private static Element suite(Path report) throws IOException, ParserConfigurationException, SAXException {
        return (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testsuite")
                .item(0);
    }
}
