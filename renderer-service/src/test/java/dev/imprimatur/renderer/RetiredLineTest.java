package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.TagHolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A family without a feed whose highest line the calendar retires, so that its tag would go to a lower one. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class RetiredLineTest extends Pipeline {
    @Inject
    EntityManager entities;

    private Path alone;
    private Path ground;
    private String family;
    private String template;

    @BeforeEach
    void remember() throws IOException {
        // What other tests have published, or read back, of families that this catalogue does not have refuses each
        // plan.
        QuarkusTransaction.requiringNew().run(() -> {
            TagHolder.deleteAll();
            PublishedImage.deleteAll();
        });
        alone = config.catalog().resolve("alone/family.yaml");
        ground = config.catalog().resolve("ground/Dockerfile");
        family = Files.readString(alone);
        template = Files.readString(ground);
    }

    @AfterEach
    void restore() throws IOException {
        Files.writeString(alone, family);
        Files.writeString(ground, template);
        // What other tests see of tags is as it was.
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "delete from published_tag where tag like 'alone:4%' or tag = 'alone:latest'")
                        .executeUpdate());
    }

    @Test
    void itStopsItsFamilyAlone() throws IOException {
        String both = family.replace("[major]", "[major, latest]")
                .replace("{version: 3.0.0}", "{version: 3.0.0}, {version: 4.0.0}");
        Files.writeString(alone, both);
        request("rebuild-selected", "alone");
        publishAll("alone/3.0.0/bookworm", "alone/4.0.0/bookworm");
        Files.writeString(alone, both + "lines: {\"4\": {endOfLife: {date: 2025-04-30, policy: retire}}}\n");
        Files.writeString(ground, template + "RUN echo " + id() + "\n");

        next();
        request("rebuild-stale", null);
        RebuildCompleted stale = publishAll("ground/1.0.0/bookworm", "app/1.0.9/bookworm", "app/1.0.15/bookworm");
        assertThat(stale.published()).hasSize(3);
        assertThat(stale.failure().kind()).isEqualTo("family-left-out");
        assertThat(stale.failure().message())
                .contains(
                        "alone/family.yaml:",
                        "alone:latest would move backward from alone/4.0.0/bookworm to alone/3.0.0/bookworm",
                        "allow backward");

        next();
        request("rebuild-selected", "alone");
        assertThat(completed().failure().kind()).isEqualTo("tags-refused");
    }
}
