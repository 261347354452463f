package dev.imprimatur.cli.render;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.render.DockerfileRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder that takes a plan's Dockerfiles. Which digests the bases will have is not known yet: zeros stand there. */
public final class DockerfileFolder {
    private static final Digest UNKNOWN = new Digest("sha256:" + "0".repeat(64));
    private static final Registry SOMEWHERE = Registry.parse("registry.invalid");

    private final Path folder;

    DockerfileFolder(Path folder) {
        this.folder = folder;
    }

    void write(List<PlannedImage> images) {
        for (PlannedImage image : images) {
            Path file = folder.resolve(image.image().toString()).resolve("Dockerfile");
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, render(image));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file, e);
            }
        }
    }

    /** The image's Dockerfile with zeros for its bases' digests. */
    public static String render(PlannedImage image) {
        return DockerfileRenderer.render(image, bases(image));
    }

    private static Map<String, ImageReference> bases(PlannedImage image) {
        Map<String, ImageReference> bases = new TreeMap<>();
        image.bases().forEach((name, base) -> bases.put(name, ImageReference.of(SOMEWHERE, repository(base), UNKNOWN)));
        return bases;
    }

    private static Repository repository(Base base) {
        return base.image() == null
                ? Tag.parse(base.upstream()).repository()
                : new Repository(base.image().family());
    }
}
