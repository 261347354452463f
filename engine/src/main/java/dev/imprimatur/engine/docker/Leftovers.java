package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Removes what was left behind: containers, and images without any name. An image pulled by digest has no tag either
 * and counts as dangling for the engine; here its repository's digest counts as a name.
 */
final class Leftovers {
    private static final Set<String> STOPPED = Set.of("created", "exited", "dead");
    /** What Docker's image store says where another removal was faster, after the engine had found the image. */
    private static final String REMOVED_MEANWHILE = "unrecognized image ID";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final DockerClient client;

    Leftovers(DockerClient client) {
        this.client = client;
    }

    /** A stopped build's container is still being removed for a moment, and holds its image as long. */
    void remove(String label, String value, String... exceptLabels) {
        Map<String, String> filter = Map.of(label, value);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (removeOnce(filter, List.of(exceptLabels)) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Whether something is in use and was left. */
    private boolean removeOnce(Map<String, String> filter, List<String> except) {
        boolean left = false;
        for (Container container : client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter)
                .exec()) {
            if (removable(container) && !has(container.getLabels(), except)) {
                left |= inUse(() -> client.removeContainerCmd(container.getId())
                        .withForce(!STOPPED.contains(container.getState()))
                        .withRemoveVolumes(true)
                        .exec());
            }
        }
        for (Image image : client.listImagesCmd()
                .withDanglingFilter(true)
                .withLabelFilter(filter)
                .exec()) {
            if (!hasRepoDigest(image) && !has(image.getLabels(), except)) {
                left |= inUse(() -> client.removeImageCmd(image.getId()).exec());
            }
        }
        return left;
    }

    /**
     * A build's container that runs is in use; one that was started for a process is not, once that process is gone.
     */
    private static boolean removable(Container container) {
        return STOPPED.contains(container.getState()) || has(container.getLabels(), List.of(DockerContainer.STARTED));
    }

    private static boolean inUse(Runnable removal) {
        try {
            removal.run();
            return false;
        } catch (NotFoundException e) {
            return false;
        } catch (ConflictException e) {
            return true;
        } catch (InternalServerErrorException e) {
            if (String.valueOf(e.getMessage()).contains(REMOVED_MEANWHILE)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean has(Map<String, String> labels, List<String> any) {
        return labels != null && any.stream().anyMatch(labels::containsKey);
    }

    private static boolean hasRepoDigest(Image image) {
        String[] digests = image.getRepoDigests();
        return digests != null && Arrays.stream(digests).anyMatch(digest -> !digest.startsWith("<none>"));
    }
}
