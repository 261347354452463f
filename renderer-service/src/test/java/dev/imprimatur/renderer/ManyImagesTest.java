package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A base with hundreds of images on it, in two rebuilds at once. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class ManyImagesTest extends Pipeline {
    private static final int CHILDREN = 230;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Path family;
    private String stated;

    @BeforeEach
    void giveAFamilyManyReleases() throws Exception {
        family = config.catalog().resolve("app/family.yaml");
        stated = Files.readString(family);
        String releases = IntStream.range(0, CHILDREN)
                .mapToObj(i -> "{version: 1.0." + i + "}")
                .collect(Collectors.joining(", ", "releases: [", "]"));
        Files.writeString(family, stated.replaceAll("releases: .*", releases));
    }

    @AfterEach
    void restore() throws Exception {
        Files.writeString(family, stated);
    }

    @Test
    void allAreRenderedAndTheOlderRebuildIsSupersededInTime() {
        request("rebuild-selected", "ground,app");
        publish(rendered("ground/1.0.0/bookworm"));
        awaitChildren();
        RebuildId older = rebuild;

        next();
        request("rebuild-selected", "ground,app");
        publish(rendered("ground/1.0.0/bookworm"));
        awaitChildren();

        assertThat(children()).allMatch(event -> event.supersedes().contains(older));
        rebuild = older;
        assertThat(kafka.events(RebuildCompleted.class))
                .noneMatch(event -> event.rebuildId().equals(rebuild));
    }

    private void awaitChildren() {
        await().atMost(PATIENCE).until(() -> children().size() == CHILDREN);
    }

    private List<RenderCompleted> children() {
        return kafka.events(RenderCompleted.class).stream()
                .filter(event ->
                        event.rebuildId().equals(rebuild) && event.key().startsWith("app/"))
                .toList();
    }
}
