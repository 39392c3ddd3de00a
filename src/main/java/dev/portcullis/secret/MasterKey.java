package dev.portcullis.secret;

import dev.portcullis.error.CannotStartException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The key that seals every secret in the database: 32 random bytes in a file of mode 0600 beside it, never in it; after a
 * rotation the new key stands before the older ones. All nodes of one registry need the same file. Without it passwords and sealed secrets cannot be used any more, so a
 * backup holds it too.
 */
@Singleton
public final class MasterKey {
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** Format of a sealed secret: this byte, the key id, the nonce, then ciphertext and tag of AES-256-GCM. */
    private static final byte FORMAT = 1;

    private final Path file;
    /** Newest first; the file grows by one with each rotation. */
    private volatile List<Key> keys;

    private final SecureRandom random = new SecureRandom();

    @Inject
    MasterKey(
            @ConfigProperty(name = "portcullis.home") String home,
            @ConfigProperty(name = "portcullis.master-key-file") Optional<String> keyFile) {
        this(keyFile.map(Path::of).orElseGet(() -> Path.of(home, "master.key")));
    }

    MasterKey(Path file) {
        this.file = file;
        this.keys = readOrCreate(file);
    }

    /** One key of the file. */
    private static final class Key {
        private final byte[] bytes;
        private final byte[] id;

        Key(byte[] bytes) {
            this.bytes = bytes;
            this.id = Arrays.copyOf(derive(bytes, "key-id"), KEY_ID_BYTES);
        }

        byte[] bytes() {
            return bytes;
        }

        byte[] id() {
            return id;
        }
    }

    /**
     * A key for one purpose; whoever learns it learns neither the master key nor a key for something else. It comes from
     * the first key of the file and so outlives rotations: stored password hashes and the chain of the audit log, which
     * nobody can compute anew, rest on it.
     */
    public byte[] derive(String purpose) {
        return derive(keys.getLast().bytes(), purpose);
    }

    private static byte[] derive(byte[] key, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Seals a secret. {@code place} (table, column and row) is bound in, so that a sealed value cannot be moved. */
    public byte[] seal(byte[] secret, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Key newest = keys.getFirst();
        byte[] sealed = aes(newest, Cipher.ENCRYPT_MODE, nonce, place, secret, 0);
        return ByteBuffer.allocate(1 + KEY_ID_BYTES + NONCE_BYTES + sealed.length)
                .put(FORMAT)
                .put(newest.id())
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** Opens what {@link #seal} sealed for the same place; {@link CannotStartException} when it cannot. */
    public byte[] open(byte[] sealed, String place) {
        int start = 1 + KEY_ID_BYTES + NONCE_BYTES;
        if (sealed.length < start + TAG_BITS / 8 || sealed[0] != FORMAT) {
            throw new CannotStartException("The secret in " + place + " is damaged. Restore it from a backup.");
        }
        byte[] id = Arrays.copyOfRange(sealed, 1, 1 + KEY_ID_BYTES);
        byte[] nonce = Arrays.copyOfRange(sealed, 1 + KEY_ID_BYTES, start);
        return aes(keyOf(id), Cipher.DECRYPT_MODE, nonce, place, sealed, start);
    }

    /** The key of that id. An unknown one may come from a rotation since this node started: the file is read again. */
    private Key keyOf(byte[] id) {
        Optional<Key> known = find(id);
        if (known.isEmpty()) {
            keys = readOrCreate(file);
            known = find(id);
        }
        return known.orElseThrow(() -> new CannotStartException("The master key " + file.toAbsolutePath()
                + " is not the one that this database was sealed with. Put the right file back, or name it with"
                + " portcullis.master-key-file, and start again."));
    }

    private Optional<Key> find(byte[] id) {
        return keys.stream().filter(key -> Arrays.equals(key.id(), id)).findFirst();
    }

    /** Whether this was sealed with the newest key. */
    boolean isSealedWithNewest(byte[] sealed) {
        return sealed.length > KEY_ID_BYTES
                && Arrays.equals(keys.getFirst().id(), Arrays.copyOfRange(sealed, 1, 1 + KEY_ID_BYTES));
    }

    /**
     * Puts a new key in front of the file, which from then on seals; the older ones go on opening. All nodes read the
     * same file, and those that run read it again when they meet the new key.
     */
    void rotate() {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        List<Key> grown = new ArrayList<>(List.of(new Key(fresh)));
        grown.addAll(readOrCreate(file));
        ByteBuffer bytes = ByteBuffer.allocate(grown.size() * KEY_BYTES);
        grown.forEach(key -> bytes.put(key.bytes()));
        try {
            Path beside = write(file, bytes.array());
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(file);
        } catch (IOException e) {
            throw new CannotStartException("The master key " + file.toAbsolutePath() + " cannot be replaced: " + e);
        }
        keys = List.copyOf(grown);
    }

    private static byte[] aes(Key key, int mode, byte[] nonce, String place, byte[] input, int from) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode, new SecretKeySpec(derive(key.bytes(), "seal"), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, from, input.length - from);
        } catch (GeneralSecurityException e) {
            throw new CannotStartException(
                    "The secret in " + place + " does not open: it was changed or moved. Restore it from a backup.");
        }
    }

    private static List<Key> readOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == 0 || bytes.length % KEY_BYTES != 0) {
                throw new CannotStartException("The master key " + file.toAbsolutePath() + " has " + bytes.length
                        + " bytes instead of a multiple of " + KEY_BYTES
                        + ". Put the right file back and start again.");
            }
            List<Key> keys = new ArrayList<>();
            for (int from = 0; from < bytes.length; from += KEY_BYTES) {
                keys.add(new Key(Arrays.copyOfRange(bytes, from, from + KEY_BYTES)));
            }
            return List.copyOf(keys);
        } catch (IOException e) {
            throw new CannotStartException("The master key " + file.toAbsolutePath()
                    + " cannot be read or created. Make it readable for the user that runs the registry: " + e);
        }
    }

    /** Written whole beside its place and linked there, so that two nodes that start together agree on one key. */
    private static void create(Path file) throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        Path fresh = write(file, bytes);
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            return; // another node was first; its key is read
        } finally {
            Files.delete(fresh);
        }
        syncFolder(file);
    }

    /** A synced file beside this one, for its owner only. */
    private static Path write(Path file, byte[] bytes) throws IOException {
        Path folder = folder(file);
        Files.createDirectories(folder);
        Path fresh = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel out =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        return fresh;
    }

    private static void syncFolder(Path file) throws IOException {
        try (FileChannel entry = FileChannel.open(folder(file), StandardOpenOption.READ)) {
            entry.force(true);
        }
    }

    private static Path folder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("there is no folder to put it into");
        }
        return folder;
    }

    @Override
    public String toString() {
        return "MasterKey[***]";
    }
}
