package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A family whose feed tells what cannot be planned, in a rebuild of everything. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class LeftOutFamilyTest extends Pipeline {
    @Inject
    EntityManager entities;

    private Path ground;
    private String stated;

    @BeforeEach
    void remember() throws Exception {
        ground = config.catalog().resolve("ground/family.yaml");
        stated = Files.readString(ground);
    }

    @AfterEach
    void restore() throws Exception {
        Files.writeString(ground, stated);
        Files.deleteIfExists(ground.resolveSibling("releases.txt"));
        // What other tests see of tags is as it was.
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("delete from published_tag where tag = 'ground:jod'")
                        .executeUpdate());
    }

    @Test
    void allOtherFamiliesAreRebuiltAndTheRebuildTellsWhichOneIsNot() throws Exception {
        request("rebuild-selected", "ground");
        publish(rendered("ground/1.0.0/bookworm"));
        completed();
        Files.writeString(ground, stated.replaceAll("releases: .*", "feed: {type: list, file: releases.txt}"));
        Files.writeString(ground.resolveSibling("releases.txt"), "1.0.0\n1.2.3.4\n");

        next();
        RebuildCompleted all = rebuildAll("app/1.0.9/bookworm", "app/1.0.15/bookworm", "alone/3.0.0/bookworm");
        assertThat(all.published()).hasSize(3);
        assertThat(all.failed()).isEmpty();
        assertThat(all.outcome()).isEqualTo(RebuildCompleted.Outcome.FAILED);
        assertThat(all.failure().kind()).isEqualTo("family-left-out");
        assertThat(all.failure().message()).contains("ground is left out: ground/family.yaml:", "1.2.3.4");

        next();
        request("rebuild-selected", "app/1.0.15/*");
        RenderCompleted app = rendered("app/1.0.15/bookworm");
        assertThat(app.dockerfile()).startsWith("FROM localhost:5000/ground@" + BUILT + "\n");
        publish(app);
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);

        next();
        request("rebuild-selected", "ground,alone");
        assertThat(completed().failure().kind()).isEqualTo("catalog-invalid");

        next();
        request("rebuild-selected", "gr*");
        assertThat(completed().failure().message()).contains("1.2.3.4");
    }

    /** The feed takes the long-term support name away, and with it a tag. */
    @Test
    void aTagThatAFeedTakesAwayStopsItsFamilyAlone() throws Exception {
        Path releases = ground.resolveSibling("releases.txt");
        Files.writeString(
                ground,
                stated.replaceAll("releases: .*", "feed: {type: list, file: releases.txt}")
                        .replace("aliases: [major]", "aliases: [codename]"));
        Files.writeString(releases, "1.0.0 codename=Jod\n");
        request("rebuild-selected", "ground", Allowance.VANISH);
        publish(rendered("ground/1.0.0/bookworm"));
        completed();
        Files.writeString(releases, "1.0.0\n");

        next();
        RebuildCompleted all = rebuildAll("app/1.0.9/bookworm", "app/1.0.15/bookworm", "alone/3.0.0/bookworm");
        assertThat(all.published()).hasSize(3);
        assertThat(all.failure().kind()).isEqualTo("family-left-out");
        assertThat(all.failure().message()).contains("ground:jod would vanish", "allow vanish");

        next();
        request("rebuild-selected", "ground");
        assertThat(completed().failure().kind()).isEqualTo("tags-refused");

        next();
        request("rebuild-all", null, Allowance.VANISH);
        assertThat(publishAll(
                                "ground/1.0.0/bookworm",
                                "app/1.0.9/bookworm",
                                "app/1.0.15/bookworm",
                                "alone/3.0.0/bookworm")
                        .outcome())
                .isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }
}
