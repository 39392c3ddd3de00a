package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs with their own home folder, so that no login or setting of this machine is seen or touched. */
record Shell(Path home, Map<String, String> environment) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static Shell in(Path home) {
        return new Shell(
                home, Map.of("HOME", home.toString(), "XDG_RUNTIME_DIR", home.toString(), "DOCKER_CLI_HINTS", "false"));
    }

    Shell with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Shell(home, Map.copyOf(more));
    }

    /** The program of this name, run in this shell. */
    Program program(String name) {
        return new Program(this, List.of(Tools.tool(name)));
    }

    Outcome run(Object... command) {
        return runWith("", command);
    }

    /** Runs the command with this text as its standard input: the way for a secret, which must not be an argument. */
    Outcome runWith(String input, Object... command) {
        String[] words = Arrays.stream(command).map(Object::toString).toArray(String[]::new);
        try {
            Path folder = Files.createTempDirectory(home, "run");
            Path in = Files.writeString(folder.resolve("in"), input);
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(home.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + " did not end within " + PATIENCE);
            }
            Files.delete(in);
            return new Outcome(
                    String.join(" ", words), process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new AssertionError("cannot run " + String.join(" ", words), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + String.join(" ", words), e);
        }
    }

    /** What a program did. */
    record Outcome(String command, int exit, String out, String err) {

        Outcome succeeds() {
            assertThat(exit).as(this::toString).isZero();
            return this;
        }

        Outcome fails() {
            assertThat(exit).as(this::toString).isNotZero();
            return this;
        }

        Outcome says(String... words) {
            assertThat(all()).as(command).contains(words);
            return this;
        }

        String all() {
            return out + err;
        }

        /** The output without the line end, for programs that print one value. */
        String value() {
            return out.strip();
        }

        @Override
        public String toString() {
            return command + "\nended with " + exit + "\n" + all();
        }
    }
}
