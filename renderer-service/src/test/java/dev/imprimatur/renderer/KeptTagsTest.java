package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.planner.diff.CurrentTag;
import dev.imprimatur.renderer.rebuild.TagHolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tags that an image has beside those of its plan, as long as the image that is to get them is not published. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class KeptTagsTest extends Pipeline {
    private static final String APP = "app/1.0.9/bookworm";
    private static final dev.imprimatur.oci.Tag KEPT = dev.imprimatur.oci.Tag.parse("app:1");

    @AfterEach
    void forgetWhatWasKept() {
        QuarkusTransaction.requiringNew().run(() -> TagHolder.delete("tag", KEPT.toString()));
    }

    @Test
    void theyAreKnownTooWhereTheRebuildThatPublishedIsNot() {
        request("rebuild-selected", "ground,app/1.0.9/*");
        publish(rendered("ground/1.0.0/bookworm"));
        Candidate candidate = rendered(APP).candidate();
        assertThat(candidate.tags()).doesNotContain(KEPT);
        publish(rendered(APP));
        completed();
        forgetWhatWasKept();

        next();
        send(PublishCompletedBuilder.builder(published(candidate, BUILT, null))
                .tags(Stream.concat(candidate.tags().stream(), Stream.of(KEPT))
                        .map(tag -> new PublishedTag(tag.in(PRODUCTION), null))
                        .toList())
                .build());

        await().atMost(Duration.ofSeconds(30))
                .until(() -> current().contains(new CurrentTag(KEPT, candidate.image(), true, false)));
    }

    private static List<CurrentTag> current() {
        return QuarkusTransaction.requiringNew().call(TagHolder::current);
    }
}
