package dev.imprimatur.renderer.plan;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.TarArtifact;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.UploadPlace;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Stores archives that are too large for events in the staging registry, by themselves or together with the others of
 * their image; each once: what is there already is known by its digest. They are stored before the plan is, which from
 * then on names them by digest, whatever becomes of the catalogue.
 */
@ApplicationScoped
class LargeArchives {
    private static final Logger LOG = Logger.getLogger(LargeArchives.class);
    private static final Repository REPOSITORY = new Repository("imprimatur/contexts");

    @Inject
    RegistryClient registries;

    @Inject
    Upstreams upstreams;

    /** That staging takes them. */
    Place place() {
        return new UploadPlace(repository());
    }

    private RepositoryReference repository() {
        return new RepositoryReference(upstreams.registry(), REPOSITORY);
    }

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
                .map(image -> fitted(image, stored))
                .toList();
    }

    /** The image with as many of its archives stored, the largest first, as leave room in an event for the rest. */
    private PlannedImage fitted(PlannedImage image, Map<Digest, Archive> stored) {
        PlannedImage fitted = image;
        while (carried(fitted).mapToLong(Archive::size).sum() > Archive.LIMIT_TOGETHER) {
            Archive largest =
                    carried(fitted).max(Comparator.comparingLong(Archive::size)).orElseThrow();
            Archive elsewhere = stored.computeIfAbsent(
                    largest.digest(), digest -> stored(image, largest, file -> Files.write(file, largest.tar())));
            fitted = fitted.packed(archive -> archive.equals(largest) ? elsewhere : archive);
        }
        return fitted;
    }

    private static Stream<Archive> carried(PlannedImage image) {
        return Stream.concat(Stream.of(image.context()), image.tests().stream().map(ImageTest::files))
                .filter(archive -> archive.stored() == null);
    }

    private Archive stored(PlannedImage image, Archive archive, Path folder) {
        return stored(image, archive, file -> {
            if (!write(folder, file).equals(archive.digest())) {
                throw new CatalogUnavailableException(
                        folder + " has changed while the plan was made; it is made again", true, null);
            }
        });
    }

    private Archive stored(PlannedImage image, Archive archive, Content content) {
        RepositoryReference repository = repository();
        ImageReference reference = TarArtifact.reference(repository, archive.digest(), archive.size());
        if (registries.head(reference).isEmpty()) {
            push(repository, archive, content);
            LOG.infof("stored an archive of %d bytes for %s as %s", archive.size(), image.image(), reference);
        }
        return archive.at(reference);
    }

    private void push(RepositoryReference repository, Archive archive, Content content) {
        try {
            Path file = Files.createTempFile("imprimatur-context", ".tar");
            try {
                content.writeTo(file);
                TarArtifact.push(registries, repository, archive.digest(), archive.size(), file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CatalogUnavailableException(
                    archive + " cannot be packed into a file of java.io.tmpdir: " + e.getMessage(), true, e);
        }
    }

    /** What an archive's bytes come from. */
    private interface Content {
        void writeTo(Path file) throws IOException;
    }

    private static Digest write(Path folder, Path file) throws IOException {
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
            return FolderArchive.write(folder, to);
        }
    }
}
