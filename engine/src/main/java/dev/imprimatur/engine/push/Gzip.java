package dev.imprimatur.engine.push;

import java.io.OutputStream;

/** Compresses layers. The same content always becomes the same bytes under the same {@link #name}. */
public interface Gzip {

    /** What compresses, for logs. */
    String name();

    /** Everything written to the result reaches the target compressed; closing it closes the target. */
    OutputStream into(OutputStream target);

    /** The fastest one that works on this machine. */
    static Gzip fastest() {
        return IgzipStream.AVAILABLE ? new Igzip() : new Zlib();
    }

    /** Intel's igzip, level 1. It needs an x86-64 with Linux or macOS. */
    record Igzip() implements Gzip {
        @Override
        public String name() {
            return "igzip level 1";
        }

        @Override
        public OutputStream into(OutputStream target) {
            return new IgzipStream(target);
        }
    }

    /** What every Java has, level 1. */
    record Zlib() implements Gzip {
        @Override
        public String name() {
            return "zlib level 1";
        }

        @Override
        public OutputStream into(OutputStream target) {
            return new ZlibStream(target);
        }
    }
}
