package dev.imprimatur.console.intake;

import dev.imprimatur.console.flake.Flakes;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.timeline.Timeline;
import dev.imprimatur.messaging.event.BuildCompleted;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.RebuildCancelRequested;
import dev.imprimatur.messaging.event.RebuildCompleted;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.messaging.event.TestCompleted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** Applies events to the read model. The outcome is the same in whatever order they come. */
@ApplicationScoped
class ReadModel {
    @Inject
    Timeline timeline;

    @Inject
    Flakes flakes;

    /** Applies the event as part of the current transaction. The rebuild's row is locked first, always. */
    void apply(Event event) {
        Rebuild rebuild = Rebuild.locked(event.rebuildId());
        switch (event) {
            case RebuildRequested requested -> rebuild.requested(requested);
            case RebuildCancelRequested cancel -> rebuild.cancelRequested(cancel);
            case RenderCompleted rendered ->
                run(rebuild, rendered, rendered.candidate()).rendered(rendered);
            case BuildCompleted built -> run(rebuild, built, built.candidate()).built(built);
            case TestCompleted tested ->
                run(rebuild, tested, tested.candidate()).tested(tested);
            case PublishCompleted published ->
                run(rebuild, published, published.candidate()).published(published);
            case RebuildCompleted completed -> complete(rebuild, completed);
        }
        flakes.note(event);
        timeline.add(event);
    }

    private static ImageRun run(Rebuild rebuild, Event event, Candidate candidate) {
        rebuild.running();
        return ImageRun.locked(event.rebuildId(), candidate.image());
    }

    private static void complete(Rebuild rebuild, RebuildCompleted event) {
        rebuild.completed(event);
        event.published()
                .forEach(published ->
                        ImageRun.locked(event.rebuildId(), published.image()).completed(published, event.occurredAt()));
        Stream.of(event.failed(), event.cancelled(), event.superseded())
                .flatMap(List::stream)
                .forEach(failed ->
                        ImageRun.locked(event.rebuildId(), failed.image()).completed(failed, event.occurredAt()));
    }
}
