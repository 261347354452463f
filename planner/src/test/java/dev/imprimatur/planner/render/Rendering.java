package dev.imprimatur.planner.render;

import dev.imprimatur.events.TemplateLines;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** Renders a template as that of the image app 1.0.0 of a small catalogue. */
abstract class Rendering {
    @TempDir
    Path root;

    String renderSmall(String template) {
        return render(planned(template));
    }

    PlannedImage planned(String template) {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/Dockerfile", template);
        return Planner.plan(CatalogReader.read(root), Catalogs.DAY).images().getFirst();
    }

    static Optional<TemplateLines> lines(PlannedImage image) {
        return DockerfileRenderer.rendered(image, bases(image), null).template();
    }

    static String render(PlannedImage image) {
        return DockerfileRenderer.render(image, bases(image));
    }

    static Map<String, ImageReference> bases(PlannedImage image) {
        Map<String, ImageReference> bases = new TreeMap<>();
        image.bases()
                .keySet()
                .forEach(name ->
                        bases.put(name, ImageReference.parse("localhost:5000/" + name + "@sha256:" + "a".repeat(64))));
        return bases;
    }
}
