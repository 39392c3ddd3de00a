package dev.portcullis.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A build context for an image of four layers that starts from nothing. */
final class BuildContext {

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private BuildContext() {}

    /** Its image prints this line, and one that was made while building. */
    static Path write(Path folder, String line) throws IOException {
        Files.createDirectories(folder);
        Files.copy(BUSYBOX, folder.resolve("busybox"));
        Files.writeString(folder.resolve("story"), line + "\n");
        Files.writeString(folder.resolve("Dockerfile"), """
                FROM scratch
                COPY busybox /bin/busybox
                COPY busybox /bin/sh
                COPY story /story
                RUN echo "built inside" > /built
                CMD ["/bin/busybox", "cat", "/story", "/built"]
                """);
        return folder;
    }
}
