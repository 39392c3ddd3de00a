package dev.portcullis.settings;

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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The key that seals every secret in the database: 32 random bytes in a file of mode 0600 beside it, never in it. All
 * nodes of one registry need the same file. Without it passwords and sealed secrets cannot be used any more, so a
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
    private final byte[] key;
    private final byte[] keyId;
    private final SecureRandom random = new SecureRandom();

    @Inject
    MasterKey(
            @ConfigProperty(name = "portcullis.home") String home,
            @ConfigProperty(name = "portcullis.master-key-file") Optional<String> keyFile) {
        this(keyFile.map(Path::of).orElseGet(() -> Path.of(home, "master.key")));
    }

    MasterKey(Path file) {
        this.file = file;
        this.key = readOrCreate(file);
        this.keyId = Arrays.copyOf(derive("key-id"), KEY_ID_BYTES);
    }

    /** A key for one purpose; whoever learns it learns neither the master key nor a key for something else. */
    public byte[] derive(String purpose) {
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
        byte[] sealed = aes(Cipher.ENCRYPT_MODE, nonce, place, secret, 0);
        return ByteBuffer.allocate(1 + KEY_ID_BYTES + NONCE_BYTES + sealed.length)
                .put(FORMAT)
                .put(keyId)
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
        if (!Arrays.equals(keyId, Arrays.copyOfRange(sealed, 1, 1 + KEY_ID_BYTES))) {
            throw new CannotStartException("The master key " + file.toAbsolutePath()
                    + " is not the one that this database was sealed with. Put the right file back, or name it with"
                    + " portcullis.master-key-file, and start again.");
        }
        return aes(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, 1 + KEY_ID_BYTES, start), place, sealed, start);
    }

    private byte[] aes(int mode, byte[] nonce, String place, byte[] input, int from) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(derive("seal"), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, from, input.length - from);
        } catch (GeneralSecurityException e) {
            throw new CannotStartException(
                    "The secret in " + place + " does not open: it was changed or moved. Restore it from a backup.");
        }
    }

    private static byte[] readOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != KEY_BYTES) {
                throw new CannotStartException("The master key " + file.toAbsolutePath() + " has " + bytes.length
                        + " bytes instead of " + KEY_BYTES + ". Put the right file back and start again.");
            }
            return bytes;
        } catch (IOException e) {
            throw new CannotStartException("The master key " + file.toAbsolutePath()
                    + " cannot be read or created. Make it readable for the user that runs the registry: " + e);
        }
    }

    /** Written whole beside its place and linked there, so that two nodes that start together agree on one key. */
    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("there is no folder to put it into");
        }
        Files.createDirectories(folder);
        Path fresh = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel out =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            return; // another node was first; its key is read
        } finally {
            Files.delete(fresh);
        }
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[***]";
    }
}
