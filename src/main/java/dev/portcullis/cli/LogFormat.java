package dev.portcullis.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How a server writes its log. */
enum LogFormat {
    /** As text for who looks at a terminal, else as JSON for what collects logs. */
    AUTO,
    /** For people. */
    TEXT,
    /** For programs. */
    JSON;

    /** Below the home: the last lines of a server's log as text, and older files beside it. */
    static final Path FILE = Path.of("logs", "portcullis.log");

    /** What the configuration has to say for it. */
    Map<String, String> properties(Path home) {
        Map<String, String> properties = new HashMap<>();
        properties.put("quarkus.log.console.json.enabled", Boolean.toString(isJson()));
        properties.put("quarkus.log.file.enabled", "true");
        properties.put("quarkus.log.file.path", home.resolve(FILE).toString());
        return properties;
    }

    /** There may be no console, whatever the check says: seen with Java 25 where output goes to a file. */
    @SuppressWarnings("SystemConsoleNull")
    private boolean isJson() {
        return switch (this) {
            case TEXT -> false;
            case JSON -> true;
            case AUTO -> {
                Console console = System.console();
                yield console == null || !console.isTerminal();
            }
        };
    }
}
