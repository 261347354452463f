package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Tag;
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
import org.junit.jupiter.api.Test;

/** Tags that an image has beside those of its plan, as long as the image that is to get them is not published. */
@org.junit.jupiter.api.Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class KeptTagsTest extends Pipeline {
    private static final String APP = "app/1.0.9/bookworm";
    private static final Tag KEPT = Tag.parse("app:1");

    private static final Duration LONG = Duration.ofSeconds(30);

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

        await().atMost(LONG).until(() -> current().contains(new CurrentTag(KEPT, candidate.image(), true, false)));
    }

    /** A publisher announces what it has tagged once mirrors have had their turn, which may take long. */
    @Test
    void aTagIsThatOfTheLaterRebuildThoughAnEarlierOneIsAnnouncedAfterIt() {
        request("rebuild-selected", "ground,app/1.0.9/*");
        publish(rendered("ground/1.0.0/bookworm"));
        Candidate earlier = rendered(APP).candidate();
        publish(rendered(APP));
        completed();
        Candidate later = CandidateBuilder.builder(earlier)
                .image(ImageKey.parse("app/1.0.15/bookworm"))
                .build();
        Tag own = earlier.pinned().getFirst();

        next();
        announce(later, KEPT);
        await().atMost(LONG).until(() -> holder(KEPT), later.image()::equals);
        announce(CandidateBuilder.builder(earlier).place(earlier.place() - 1).build(), KEPT);
        announce(later, own);
        await().atMost(LONG).until(() -> holder(own), later.image()::equals);
        announce(earlier, own);
        await().atMost(LONG).until(() -> holder(own), earlier.image()::equals);

        assertThat(holder(KEPT)).isEqualTo(later.image());
    }

    private void announce(Candidate candidate, Tag tag) {
        send(PublishCompletedBuilder.builder(published(candidate, BUILT, null))
                .tags(List.of(new PublishedTag(tag.in(PRODUCTION), null)))
                .build());
    }

    private static ImageKey holder(Tag tag) {
        return current().stream()
                .filter(current -> current.tag().equals(tag))
                .findFirst()
                .map(CurrentTag::image)
                .orElse(null);
    }

    private static List<CurrentTag> current() {
        return QuarkusTransaction.requiringNew().call(TagHolder::current);
    }
}
