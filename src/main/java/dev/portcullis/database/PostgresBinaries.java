package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once from the archive that comes with Portcullis. The folder is named after the
 * archive's digest and holds a list of its files with their sizes, so that one left incomplete by a crash is noticed.
 */
record PostgresBinaries(Path parent, Path folder) {
    private static final String LIST = "files.txt";

    /** The programs below this folder, unpacked now when they are not there whole. */
    static PostgresBinaries below(Path parent) throws IOException {
        byte[] archive = archive();
        Path folder = parent.resolve(digest(archive).substring(0, 16));
        if (!isWhole(folder)) {
            Files.createDirectories(parent);
            Path beside = Files.createTempDirectory(parent, "unpacking-");
            unpack(archive, beside);
            Folders.delete(folder);
            Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresBinaries(parent, folder);
    }

    /** The path of one of them: {@code postgres}, {@code initdb}, {@code pg_ctl}. */
    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static byte[] archive() throws IOException {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "/postgres-linux-" + architecture + ".txz";
        try (InputStream in = PostgresBinaries.class.getResourceAsStream(name)) {
            boolean linux =
                    System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
            if (in == null || !linux) {
                throw new CannotStartException(
                        "The embedded PostgreSQL runs on Linux (x86-64, arm64) only. Start a"
                                + " PostgreSQL 14 or newer yourself and name it with --db-url jdbc:postgresql://host/database.");
            }
            return in.readAllBytes();
        }
    }

    private static void unpack(byte[] archive, Path folder) throws IOException {
        List<String> list = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("the archive names a file outside of it: " + entry.getName());
                }
                unpack(tar, entry, path);
                if (entry.isFile() && !entry.isSymbolicLink()) {
                    list.add(entry.getSize() + " " + folder.relativize(path));
                }
            }
        }
        Folders.writeDurably(folder.resolve(LIST), String.join("\n", list) + "\n");
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(new BufferedInputStream(tar), path);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static boolean isWhole(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(LIST))) {
            return false;
        }
        for (String line : Files.readAllLines(folder.resolve(LIST), StandardCharsets.UTF_8)) {
            int space = line.indexOf(' ');
            Path file = folder.resolve(line.substring(space + 1));
            if (!Files.isRegularFile(file) || Files.size(file) != Long.parseLong(line.substring(0, space))) {
                return false;
            }
        }
        return true;
    }

    /** Deletes the programs of earlier releases; only while no server runs, which would load more of its own. */
    void deleteOthers() throws IOException {
        for (Path other : Folders.list(parent)) {
            if (!other.equals(folder)) {
                Folders.delete(other);
            }
        }
    }

    private static String digest(byte[] archive) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
