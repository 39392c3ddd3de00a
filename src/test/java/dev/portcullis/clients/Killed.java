package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A command of the program that does not come to its end. */
final class Killed {
    private Killed() {}

    /** Runs it, and kills it, all of it, at the first line with those words. */
    static void whenItSays(Path folder, String words, Object... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", "");
        List<String> line = new ArrayList<>(List.of(RegistryServer.LAUNCHER));
        Stream.of(command).map(Object::toString).forEach(line::add);
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        while (process.isAlive() && !Files.readString(said).contains(words)) {
            Thread.sleep(2);
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        assertThat(Files.readString(said)).contains(words);
    }
}
