package dev.imprimatur.engine;

import dev.imprimatur.engine.Failure.Kind;
import java.io.IOException;

/** What it means that a file of this service's own cannot be written or read. */
public final class OwnDisk {
    private OwnDisk() {}

    /** Whether there is no room. */
    public static boolean isFull(IOException e) {
        String said = String.valueOf(e.getMessage());
        return said.contains("No space left") || said.contains("quota exceeded");
    }

    /**
     * A failure in the words of builds: transient if there is no room, which passes.
     *
     * @param what what cannot be done, and in which folder
     */
    public static EngineException failure(String what, IOException e) {
        return new EngineException(
                isFull(e)
                        ? new Failure.Transient(
                                Kind.DISK_FULL, what + ", for want of room; free space there (" + e + ")", null)
                        : new Failure.Unknown(Kind.UNKNOWN, what + ": " + e, null),
                e);
    }
}
