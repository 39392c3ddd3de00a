package dev.portcullis.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code doctor} asks of the machine. */
final class MachineCheckup {
    private static final int JAVA = 25;
    private static final long MEMORY = 1L << 30;
    private static final long OPEN_FILES = 4096;
    private static final double SPACE = 0.1;
    private static final int SYNCS = 30;
    /** No medium that keeps data is faster than this; memory is. */
    private static final long IMPLAUSIBLE_NANOS = 10_000;

    private static final long SLOW_NANOS = 30_000_000;

    private MachineCheckup() {}

    /** All that can be looked at without the registry's data. */
    static List<Finding> all(Path home) {
        List<Finding> findings = new ArrayList<>(List.of(java(), memory(), openFiles()));
        try {
            findings.add(space(home));
            findings.add(sync(home));
        } catch (IOException failure) {
            findings.add(Finding.wrong(
                    "disk",
                    "The home folder cannot be written: " + failure + ". Give it to this user, or free the disk."));
        }
        return findings;
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        String sentence = "Java " + Runtime.version() + " of " + System.getProperty("java.vendor") + " on "
                + System.getProperty("os.arch") + ".";
        return feature == JAVA
                ? Finding.ok("java", sentence)
                : Finding.warning("java", sentence + " Portcullis is tested with Java " + JAVA + ".");
    }

    static Finding memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        String sentence = "This machine or container has %,d MiB of memory; Java may use %,d MiB of it."
                .formatted(total >> 20, Runtime.getRuntime().maxMemory() >> 20);
        return total >= MEMORY
                ? Finding.ok("memory", sentence)
                : Finding.warning("memory", sentence + " Give it 1 GiB or more.");
    }

    static Finding openFiles() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return Finding.ok("open files", "This system has no limit that could be asked for.");
        }
        long limit = system.getMaxFileDescriptorCount();
        String sentence = "A process may open %,d files and connections.".formatted(limit);
        return limit >= OPEN_FILES
                ? Finding.ok("open files", sentence)
                : Finding.warning("open files", sentence + " Raise it (ulimit -n, LimitNOFILE=65536).");
    }

    static Finding space(Path home) throws IOException {
        FileStore store = Files.getFileStore(home);
        long free = store.getUsableSpace();
        String sentence =
                "%,d MiB of %,d MiB are free for the home folder.".formatted(free >> 20, store.getTotalSpace() >> 20);
        return free >= store.getTotalSpace() * SPACE
                ? Finding.ok("space", sentence)
                : Finding.warning("space", sentence + " Free some (portcullis gc), or enlarge the disk.");
    }

    /** Writes and syncs a few pages: a sync that costs nothing was not one. */
    static Finding sync(Path home) throws IOException {
        long[] nanos = new long[SYNCS];
        Path file = Files.createTempFile(home, "doctor-", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(4096), i * 4096L);
                channel.force(true);
                nanos[i] = System.nanoTime() - start;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(nanos);
        return judge(nanos[SYNCS / 2], Files.getFileStore(home).type());
    }

    static Finding judge(long median, String fileSystem) {
        String sentence =
                "A write and its sync take %,d us (median of %d) on %s.".formatted(median / 1000, SYNCS, fileSystem);
        if (median < IMPLAUSIBLE_NANOS || fileSystem.equals("tmpfs")) {
            return Finding.wrong(
                    "sync",
                    sentence
                            + " That is memory and no disk: after a loss of power all is gone. Choose another folder.");
        }
        return median > SLOW_NANOS
                ? Finding.warning("sync", sentence + " That is slow; each push waits for a few of them.")
                : Finding.ok("sync", sentence);
    }
}
