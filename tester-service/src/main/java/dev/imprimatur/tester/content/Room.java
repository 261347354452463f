package dev.imprimatur.tester.content;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory for the names of one image's files, however many its Dockerfile makes: some 300 bytes for each
 * plain file. Several images are read at once, but only one large one.
 */
final class Room implements AutoCloseable {
    /** In plain files: more than nearly any image has. */
    static final int MOST = 250_000;

    private static final int LARGE = 50_000;
    private static final int CHARACTERS = 256;

    private final ReentrantLock large;
    private int taken;

    /** @param large held by the one that reads a large image */
    Room(ReentrantLock large) {
        this.large = large;
    }

    /** What a file with texts of so many characters takes, in plain files. */
    static int weight(int characters) {
        return 1 + characters / CHARACTERS;
    }

    /**
     * Takes so much of it; a large image waits for another one that is being read.
     *
     * @throws UnknownContentException if there is not so much left
     */
    void take(int weight) throws UnknownContentException {
        taken += weight;
        if (taken > MOST) {
            throw new UnknownContentException(
                    "it has more files, or longer names, than are read of one image: those of %,d".formatted(MOST)
                            + " plain files");
        }
        if (taken > LARGE && !large.isHeldByCurrentThread()) {
            await();
        }
    }

    /** How much is taken, in plain files. */
    int taken() {
        return taken;
    }

    private void await() throws UnknownContentException {
        try {
            large.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownContentException("its reading was interrupted while another large image was read");
        }
    }

    @Override
    public void close() {
        if (large.isHeldByCurrentThread()) {
            large.unlock();
        }
    }
}
