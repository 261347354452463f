package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;

/**
 * One test of an image. Mostly it is run as layers on top of the image: the archive holds a {@code Dockerfile} without
 * {@code FROM}, and the files that it copies. A health test starts a container of the image instead.
 *
 * @param name the test's name
 * @param files its Dockerfile and files; without any if it is a health test
 * @param timeoutSeconds how long it may take
 * @param network whether it may use the network
 * @param health how a health test sees that the container works, or null if it is none
 */
public record ImageTest(String name, Archive files, int timeoutSeconds, boolean network, HealthProbe health) {

    /** @throws IllegalArgumentException if name or files are missing, or the time-out is not positive */
    public ImageTest {
        if (name == null || name.isBlank() || files == null || timeoutSeconds <= 0) {
            throw new IllegalArgumentException("a test needs a name, files, and a time-out of at least one second");
        }
    }

    /** One that is run as layers. */
    public ImageTest(String name, Archive files, int timeoutSeconds, boolean network) {
        this(name, files, timeoutSeconds, network, null);
    }

    /** The same test with another archive. */
    public ImageTest packed(Archive other) {
        return new ImageTest(name, other, timeoutSeconds, network, health);
    }

    /** The digest of what is tested: of the files, or of how health is seen. */
    public Digest digest() {
        return health == null ? files.digest() : health.digest();
    }
}
