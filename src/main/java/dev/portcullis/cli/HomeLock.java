package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One server a home. The lock vanishes with the process, however that ends; the file tells who holds it. */
record HomeLock(FileChannel channel) implements AutoCloseable {
    static HomeLock take(Path home) throws IOException {
        Path file = home.resolve("portcullis.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        // The byte after the number, so that others can read that.
        if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
            channel.close();
            String holder = Files.readString(file, StandardCharsets.UTF_8).strip();
            throw new CannotStartException("Another server already runs on " + home + " (pid " + holder
                    + "). Stop it first, or give this one its own folder with --home.");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
        return new HomeLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
