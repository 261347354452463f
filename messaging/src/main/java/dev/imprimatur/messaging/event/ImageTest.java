package dev.imprimatur.messaging.event;

/**
 * One test of an image, run as layers on top of it. The archive holds a {@code Dockerfile} without {@code FROM}, and
 * the files that it copies.
 *
 * @param name the test's name
 * @param files its Dockerfile and files
 * @param timeoutSeconds how long it may take
 * @param network whether its commands may use the network
 */
public record ImageTest(String name, Archive files, int timeoutSeconds, boolean network) {

    /** @throws IllegalArgumentException if name or files are missing, or the time-out is not positive */
    public ImageTest {
        if (name == null || name.isBlank() || files == null || timeoutSeconds <= 0) {
            throw new IllegalArgumentException("a test needs a name, files, and a time-out of at least one second");
        }
    }
}
