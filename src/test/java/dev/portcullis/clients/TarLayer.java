package dev.portcullis.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An image layer with one file in it, written as the tar format wants it. */
record TarLayer(String file, long size, Content content) {

    private static final int BLOCK = 512;

    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static TarLayer of(String file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new TarLayer(file, bytes.length, out -> out.write(bytes));
    }

    /** A file that no compression makes smaller. */
    static TarLayer noise(String file, long size, long seed) {
        return new TarLayer(file, size, out -> {
            SplittableRandom random = new SplittableRandom(seed);
            ByteBuffer chunk = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            for (long left = size; left > 0; left -= chunk.capacity()) {
                chunk.clear();
                while (chunk.hasRemaining()) {
                    chunk.putLong(random.nextLong());
                }
                out.write(chunk.array(), 0, (int) Math.min(left, chunk.capacity()));
            }
        });
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(header());
        content.writeTo(out);
        int rest = (int) (size % BLOCK);
        out.write(new byte[(rest == 0 ? 0 : BLOCK - rest) + 2 * BLOCK]);
    }

    private byte[] header() {
        byte[] header = new byte[BLOCK];
        put(header, 0, file);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o\0".formatted(size));
        put(header, 136, "%011o\0".formatted(0));
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
