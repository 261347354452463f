package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.stack.Kafka;
import java.time.Duration;
import java.util.List;

/** Rebuilds by a {@link ComposeProject}, asked for and looked at from outside. */
final class ComposeRebuilds {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final ComposeProject project;
    private final Kafka kafka;
    private final Rebuilds rebuilds;

    ComposeRebuilds(ComposeProject project, Kafka kafka) {
        this.project = project;
        this.kafka = kafka;
        rebuilds = new Rebuilds(kafka);
    }

    /** Asks for one of all images. */
    RebuildId all() {
        return rebuilds.all();
    }

    /** Waits for its end. */
    RebuildCompleted completed(RebuildId rebuild, Duration limit) {
        return rebuilds.completed(rebuild, limit);
    }

    /** What it has built. */
    List<BuildCompleted> built(RebuildId rebuild) {
        return kafka.events(BuildCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .toList();
    }

    /** What it has published. */
    List<PublishCompleted> published(RebuildId rebuild) {
        return rebuilds.published(rebuild);
    }

    /** Waits for its end: so many images have one outcome each, which is that they are published. */
    void arePublished(RebuildId rebuild, int images) {
        RebuildCompleted completed = rebuilds.completed(rebuild, LIMIT);
        assertThat(completed.failed()).isEmpty();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        List<PublishCompleted> published = published(rebuild);
        assertThat(published.stream().map(PublishCompleted::eventId).distinct()).hasSize(images);
        assertThat(published.stream().map(PublishCompleted::key).distinct()).hasSize(images);
        areReadBack(published);
    }

    /** Inside, production has another name than for us: read back is what the events say, where we find it. */
    void areReadBack(List<PublishCompleted> published) {
        assertThat(published).isNotEmpty().allSatisfy(this::isReadBack);
    }

    private void isReadBack(PublishCompleted published) {
        assertThat(published.tags()).hasSameSizeAs(published.candidate().tags());
        assertThat(published.candidate().tags())
                .isNotEmpty()
                .allSatisfy(tag -> assertThat(Rebuilds.digest(tag.in(project.production())))
                        .as("%s", tag)
                        .contains(published.digest().value()));
    }
}
