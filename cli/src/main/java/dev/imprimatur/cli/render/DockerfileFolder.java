package dev.imprimatur.cli.render;

import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.render.DockerfileRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder that takes a plan's Dockerfiles. Which digests the bases will have is not known yet: zeros stand there. */
final class DockerfileFolder {
    private final Path folder;

    DockerfileFolder(Path folder) {
        this.folder = folder;
    }

    void write(List<PlannedImage> images) {
        for (PlannedImage image : images) {
            Path file = folder.resolve(image.image().toString()).resolve("Dockerfile");
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, DockerfileRenderer.preview(image));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file, e);
            }
        }
    }
}
