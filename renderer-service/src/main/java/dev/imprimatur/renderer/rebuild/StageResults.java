package dev.imprimatur.renderer.rebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.proof.SignedResults;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.oci.ImageReference;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Follows images through the stages after rendering. */
@ApplicationScoped
class StageResults {
    @Inject
    Events events;

    @Inject
    SignedResults signed;

    @Inject
    RebuildProgress progress;

    @Incoming("build-completed")
    @Blocking
    void onBuild(ConsumerRecord<String, byte[]> record) {
        take(record, BuildCompleted.class, this::accept);
    }

    @Incoming("test-completed")
    @Blocking
    void onTest(ConsumerRecord<String, byte[]> record) {
        take(record, TestCompleted.class, this::accept);
    }

    @Incoming("publish-completed")
    @Blocking
    void onPublish(ConsumerRecord<String, byte[]> record) {
        take(record, PublishCompleted.class, this::accept);
    }

    private <E extends Event> void take(ConsumerRecord<String, byte[]> record, Class<E> type, Consumer<E> accept) {
        ObjectNode json = EventReader.json(record, type);
        events.handle(record, type, event -> {
            signed.check(event, json, Received.at(record));
            accept.accept(event);
        });
    }

    void accept(BuildCompleted event) {
        if (!event.succeeded()) {
            settle(
                    event.rebuildId(),
                    event.candidate(),
                    (rebuild, image) -> progress.failed(rebuild, image, Stage.BUILD, event.failure()));
        }
    }

    void accept(TestCompleted event) {
        if (event.verdict() == Verdict.REJECTED) {
            settle(
                    event.rebuildId(),
                    event.candidate(),
                    (rebuild, image) -> progress.failed(rebuild, image, Stage.TEST, event.failure()));
        }
    }

    void accept(PublishCompleted event) {
        if (event.rollback() != null) {
            progress.rolledBack(event);
            return;
        }
        List<ImageReference> tags =
                event.tags().stream().map(PublishedTag::reference).toList();
        if (event.succeeded()) {
            publishedUnknown(event);
            publishedAfterAll(event, tags);
        }
        settle(event.rebuildId(), event.candidate(), (rebuild, image) -> {
            if (event.succeeded()) {
                progress.published(rebuild, image, event, tags);
            } else if (event.failure().wasSuperseded()) {
                progress.superseded(rebuild, image, event.failure());
            } else {
                progress.failed(rebuild, image, Stage.PUBLISH, event.failure());
            }
        });
    }

    /** A database that was restored knows fewer builds than the other services had in hand. */
    private static void publishedUnknown(PublishCompleted event) {
        Optional<RebuildImage> known = Rebuild.lock(event.rebuildId())
                .flatMap(rebuild -> RebuildImage.built(event.rebuildId(), event.candidate()));
        if (known.isEmpty()) {
            RebuildProgress.noteTags(event);
        }
    }

    /** What its rebuild has given up, or took as failed since an event said so, is a base all the same. */
    private void publishedAfterAll(PublishCompleted event, List<ImageReference> tags) {
        Rebuild.lock(event.rebuildId())
                .ifPresent(rebuild -> RebuildImage.of(
                                event.rebuildId(), event.candidate().image())
                        .filter(image -> image.hasFailed(event.candidate().buildId()))
                        .ifPresent(image -> {
                            if (rebuild.state() == Rebuild.State.RUNNING) {
                                progress.published(rebuild, image, event, tags);
                            } else {
                                RebuildProgress.notePublished(image, event, tags);
                            }
                        }));
    }

    /** Results of builds that nothing waits for, of another rebuild or an older try, are left aside. */
    private static void settle(RebuildId id, Candidate candidate, BiConsumer<Rebuild, RebuildImage> step) {
        Rebuild.lock(id)
                .ifPresent(rebuild -> RebuildImage.of(id, candidate.image())
                        .filter(image -> image.waitsFor(candidate.buildId()))
                        .ifPresent(image -> step.accept(rebuild, image)));
    }
}
