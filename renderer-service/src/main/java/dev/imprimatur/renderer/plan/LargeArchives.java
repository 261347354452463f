package dev.imprimatur.renderer.plan;

import dev.imprimatur.messaging.event.Archive;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.TarArtifact;
import dev.imprimatur.planner.catalog.FolderArchive;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.renderer.catalog.CatalogUnavailableException;
import dev.imprimatur.renderer.render.Upstreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Stores archives that are too large for events in the staging registry, each once: what is there already is known by its
 * digest. They are stored before the plan is, which from then on names them by digest, whatever becomes of the catalogue.
 */
@ApplicationScoped
class LargeArchives {
    private static final Logger LOG = Logger.getLogger(LargeArchives.class);
    private static final Repository REPOSITORY = new Repository("imprimatur/contexts");

    @Inject
    RegistryClient registries;

    @Inject
    Upstreams upstreams;

    /**
     * These images with references to what was stored of them.
     *
     * @param folders the folders of large archives by the archives' digests
     * @throws dev.imprimatur.oci.registry.RegistryException if the registry does not take one
     * @throws CatalogUnavailableException if a folder has changed since the plan was made
     */
    List<PlannedImage> stored(List<PlannedImage> images, Map<Digest, Path> folders) {
        Map<Digest, Archive> stored = new HashMap<>();
        return images.stream()
                .map(image -> image.packed(archive -> archive.unstored()
                        ? stored.computeIfAbsent(
                                archive.digest(), digest -> stored(image, archive, folders.get(digest)))
                        : archive))
                .toList();
    }

    private Archive stored(PlannedImage image, Archive archive, Path folder) {
        RepositoryReference repository = new RepositoryReference(upstreams.registry(), REPOSITORY);
        ImageReference reference = TarArtifact.reference(repository, archive.digest(), archive.size());
        if (registries.head(reference).isEmpty()) {
            push(repository, archive, folder);
            LOG.infof("stored the %d bytes of %s for %s as %s", archive.size(), folder, image.image(), reference);
        }
        return archive.at(reference);
    }

    private void push(RepositoryReference repository, Archive archive, Path folder) {
        try {
            Path file = Files.createTempFile("imprimatur-context", ".tar");
            try {
                if (!write(folder, file).equals(archive.digest())) {
                    throw new CatalogUnavailableException(
                            folder + " has changed while the plan was made; it is made again", null);
                }
                TarArtifact.push(registries, repository, archive.digest(), archive.size(), file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CatalogUnavailableException(
                    folder + " cannot be packed into a file of java.io.tmpdir: " + e.getMessage(), e);
        }
    }

    private static Digest write(Path folder, Path file) throws IOException {
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
            return FolderArchive.write(folder, to);
        }
    }
}
