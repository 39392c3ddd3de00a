package dev.portcullis.event;

import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the audit chain, HMAC-SHA256 under a key derived from the master key: who can write to the database but
 * has not the key cannot make one. Each encoding says its kind first, then each field: a byte that says whether there is
 * one, and for text its length, so that no two rows have the same encoding.
 */
@Singleton
final class Chain {
    /** Bytes of a row's mark: nobody finds another row with the same one. */
    static final int MARK_BYTES = 16;

    /** Stands before the first seal. */
    static final byte[] BEGINNING = new byte[32];

    private static final byte ROW = 1;
    private static final byte SEAL = 2;

    private final Mac prototype;

    Chain(MasterKey key) {
        try {
            prototype = Mac.getInstance("HmacSHA256");
            prototype.init(new SecretKeySpec(key.derive("audit-chain"), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The mark of a row: moves when any column does. */
    byte[] mark(AuditEvent e) {
        byte[] encoded = encode(out -> {
            out.writeByte(ROW);
            out.writeLong(e.id());
            time(out, e.at());
            text(out, e.kind());
            text(out, e.account());
            out.writeBoolean(e.accountId() != null);
            out.writeLong(e.accountId() == null ? 0 : e.accountId());
            text(out, e.credential());
            text(out, e.address());
            text(out, e.requestId());
            text(out, e.result());
            text(out, e.repository());
            text(out, e.reference());
            text(out, e.digest());
            text(out, e.detail());
            text(out, e.client());
            out.writeInt(e.times());
        });
        return Arrays.copyOf(hmac(encoded), MARK_BYTES);
    }

    /** The hash of a seal that follows the one with that hash; the seal's own hash does not count. */
    byte[] hash(byte[] previous, Seal seal) {
        return hmac(encode(out -> {
            out.writeByte(SEAL);
            bytes(out, previous);
            out.writeLong(seal.seq());
            out.writeLong(seal.month().toEpochDay());
            out.writeInt(seal.ids().length);
            for (long id : seal.ids()) {
                out.writeLong(id);
            }
            time(out, seal.firstAt());
            time(out, seal.lastAt());
            bytes(out, seal.marks());
            time(out, seal.sealedAt());
        }));
    }

    private byte[] hmac(byte[] input) {
        try {
            return ((Mac) prototype.clone()).doFinal(input);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's HMAC can be cloned", e);
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] encode(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void time(DataOutputStream out, Instant at) throws IOException {
        out.writeLong(at.getEpochSecond());
        out.writeInt(at.get(ChronoField.MICRO_OF_SECOND));
    }

    private static void text(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            bytes(out, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
