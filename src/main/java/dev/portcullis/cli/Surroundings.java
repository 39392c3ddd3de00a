package dev.portcullis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What a support bundle says of the process that serves and of its environment. */
final class Surroundings {
    /** The value of such a variable may be a secret; the name of a file that holds one is none. */
    private static final Pattern MAY_BE_SECRET =
            Pattern.compile("PASSWORD|PASSWD|SECRET|KEY|TOKEN|CREDENTIAL|JAVA_OPTS");

    private static final Pattern IN_ADDRESS = Pattern.compile("(?<=//)[^/@]*@|(?<=[?&])[^=&]*=[^&]*");
    private static final int JCMD_SECONDS = 20;

    private Surroundings() {}

    /** The variables of ours, a line each, with values that are no secrets. */
    static String variables(Map<String, String> environment) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith("PORTCULLIS_") || name.startsWith("QUARKUS_")) {
                lines.append(name).append('=').append(shown(name, value)).append('\n');
            }
        });
        return lines.toString();
    }

    private static String shown(String name, String value) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.endsWith("_FILE") && MAY_BE_SECRET.matcher(upper).find()) {
            return "(set, not shown)";
        }
        return IN_ADDRESS.matcher(value).replaceAll("...");
    }

    /** The threads of the server that holds this home, as Java's own tool tells them. */
    static String threads(Path home) throws IOException {
        Path lock = home.resolve("portcullis.lock");
        String pid = Files.exists(lock) ? Files.readString(lock, UTF_8).strip() : "";
        if (pid.isEmpty()
                || ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty()) {
            return "No server runs on this home.\n";
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return "This Java has no jcmd. Instead: kill -QUIT " + pid + " writes the threads to the server's log.\n";
        }
        Path out = Files.createTempFile("portcullis-threads-", "");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), pid, "Thread.print", "-l")
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "The server did not tell its threads within " + JCMD_SECONDS + " s.\n";
            }
            return Files.readString(out, UTF_8);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "This was interrupted.\n";
        } finally {
            Files.deleteIfExists(out);
        }
    }
}
