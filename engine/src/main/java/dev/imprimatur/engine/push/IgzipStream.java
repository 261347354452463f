package dev.imprimatur.engine.push;

import com.intel.gkl.compression.IntelDeflater;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * A gzip file of one member (RFC 1952, 2.2) for each MiB: igzip ends its stream with every call. Readers of layers take
 * several members as one content; the indexed layers of eStargz are made of them too.
 */
final class IgzipStream extends OutputStream {
    /** Whether igzip's native library can be loaded here. */
    static final boolean AVAILABLE = load();

    private static final int MEMBER = 1 << 20;
    /** Magic number, deflate, no flags, no time, no extra flags, unknown operating system: nothing that differs. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream target;
    private final IntelDeflater deflater = new IntelDeflater(1, true);
    private final byte[] content = new byte[MEMBER];
    // What cannot be compressed grows by less than a thousandth.
    private final byte[] deflated = new byte[MEMBER + MEMBER / 8];
    private int filled;
    private boolean begun;

    IgzipStream(OutputStream target) {
        this.target = target;
    }

    private static boolean load() {
        try {
            return new IntelDeflater(1, true).load(null);
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, MEMBER - filled);
            System.arraycopy(buffer, offset + done, content, filled, part);
            filled += part;
            done += part;
            if (filled == MEMBER) {
                member();
            }
        }
    }

    private void member() throws IOException {
        int length = filled == 0 ? deflatedNothing() : deflated();
        CRC32 checksum = new CRC32();
        checksum.update(content, 0, filled);
        target.write(HEADER);
        target.write(deflated, 0, length);
        target.write(ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt(filled)
                .array());
        begun = true;
        filled = 0;
    }

    private int deflated() throws IOException {
        deflater.reset();
        deflater.setInput(content, 0, filled);
        deflater.finish();
        int length = deflater.deflate(deflated, 0, deflated.length);
        if (!deflater.finished()) {
            throw new IOException("igzip did not take all of its input");
        }
        return length;
    }

    /** The one block without content (RFC 1951, 3.2.6), which igzip cannot make. */
    private int deflatedNothing() {
        deflated[0] = 3;
        deflated[1] = 0;
        return 2;
    }

    @Override
    public void close() throws IOException {
        try (target) {
            if (filled > 0 || !begun) {
                member();
            }
        } finally {
            deflater.end();
        }
    }
}
