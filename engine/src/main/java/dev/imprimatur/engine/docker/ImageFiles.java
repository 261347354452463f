package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.FileReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads files of an image out of a container that never runs, as a stream. */
final class ImageFiles {
    /** An image without a command needs one to become a container; it is never run. */
    private static final String NO_COMMAND = "none";

    private final DockerClient client;

    ImageFiles(DockerClient client) {
        this.client = client;
    }

    void read(String image, Map<String, String> labels, List<String> paths, FileReader reader) {
        String container = client.createContainerCmd(image)
                .withCmd(NO_COMMAND)
                .withLabels(labels)
                .withNetworkDisabled(true)
                .exec()
                .getId();
        try {
            paths.forEach(path -> read(container, path, reader));
        } finally {
            remove(container);
        }
    }

    /** Its label finds a container that the engine does not remove now; what was read of it counts all the same. */
    private void remove(String container) {
        try {
            client.removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (RuntimeException e) {
            // It is gone, or goes by its label.
        }
    }

    private void read(String container, String path, FileReader reader) {
        try (InputStream archive =
                        client.copyArchiveFromContainerCmd(container, path).exec();
                TarArchiveInputStream files = new TarArchiveInputStream(archive)) {
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            for (TarArchiveEntry file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                if (file.isFile() && !file.isLink() && !file.isSymbolicLink()) {
                    reader.read(folder + file.getName(), files);
                }
            }
        } catch (NotFoundException e) {
            if (isGone(container)) {
                throw new EngineException(
                        new Failure.Transient(
                                Failure.Kind.UNKNOWN,
                                "the container that the image's files are read in"
                                        + " is gone: something else removed it, such as docker container prune",
                                null),
                        e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine answers 404 for a missing file and for a missing container alike. */
    private boolean isGone(String container) {
        try {
            client.inspectContainerCmd(container).exec();
            return false;
        } catch (NotFoundException e) {
            return true;
        }
    }
}
