package dev.portcullis.blob.remote;

import java.util.List;

/**
 * How an upload is cut: where each segment begins and how long it is when full. Only the last one is shorter. A
 * multipart upload of S3 takes 10,000 parts of at least 5 MiB, so segments grow on the way to 1 TiB. Since each must be sent
 * while the client waits, they grow late.
 */
public record Segments(List<Tier> tiers) {
    private static final long MIB = 1L << 20;

    /** So many segments of that many bytes. */
    public record Tier(int count, long bytes) {}

    /** 128 MiB in small ones, then 31 GiB, then 1.09 TiB. */
    public static final Segments USUAL =
            new Segments(List.of(new Tier(16, 8 * MIB), new Tier(1_008, 32 * MIB), new Tier(8_976, 128 * MIB)));

    /** Which segment holds the byte at this place. */
    public int indexOf(long place) {
        int index = 0;
        long start = 0;
        for (Tier tier : tiers) {
            long all = tier.count * tier.bytes;
            if (place < start + all) {
                return index + (int) ((place - start) / tier.bytes);
            }
            index += tier.count;
            start += all;
        }
        throw new IllegalArgumentException("an object of the store has at most " + start + " bytes");
    }

    /** The place of a segment's first byte. */
    public long start(int index) {
        long start = 0;
        int left = index;
        for (Tier tier : tiers) {
            int here = Math.min(left, tier.count);
            start += here * tier.bytes;
            left -= here;
        }
        return start;
    }

    /** How many bytes of content of this length stand in a segment. */
    public long bytes(int index, long length) {
        return Math.min(length, start(index + 1)) - start(index);
    }

    /** How many segments hold content of this length. */
    public int count(long length) {
        return length == 0 ? 0 : indexOf(length - 1) + 1;
    }
}
