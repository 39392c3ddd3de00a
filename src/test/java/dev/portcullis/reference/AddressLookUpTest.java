package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TestFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What looks like an address and is none is not taken for a name: whoever sends one would make us ask the name service. */
class AddressLookUpTest {
    private static final List<String> NO_ADDRESSES =
            List.of("256.1.1.1", "999.999.999.999", "1.2.3.", "...", "0300.1.1.1");

    /** Runs where a file of hosts knows all of them as names. */
    public static void main(String[] arguments) {
        for (String text : NO_ADDRESSES) {
            System.out.print(AddressRange.isAddress(text) ? text + " was looked up; " : "");
        }
    }

    @Test
    void noNumbersAreLookedUp() throws IOException, InterruptedException {
        StringBuilder names = new StringBuilder("10.9.9.9 a.name\n");
        NO_ADDRESSES.forEach(name -> names.append("10.9.9.9 ").append(name).append('\n'));
        Path hosts = Files.writeString(TestFolders.create("hosts").resolve("hosts"), names);
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        AddressLookUpTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }
}
