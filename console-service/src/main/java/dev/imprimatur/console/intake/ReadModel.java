package dev.imprimatur.console.intake;

import dev.imprimatur.console.flake.Flakes;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rollback.Rollback;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.ImageRuns;
import dev.imprimatur.console.timeline.Timeline;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;

/** Applies events to the read model. The outcome is the same in whatever order they come. */
@ApplicationScoped
class ReadModel {
    @Inject
    Timeline timeline;

    @Inject
    Flakes flakes;

    @Inject
    RowLocks locks;

    @Inject
    EntityManager entities;

    /** Locks what several events change that are applied in one transaction, before any of them is. */
    void lock(List<Event> events) {
        locks.take(events);
    }

    /** Applies the event as part of the current transaction. */
    void apply(Event event) {
        change(event);
        flakes.note(event);
        timeline.add(event);
        forget();
    }

    /**
     * Applies once more an event that was applied before: nothing is new, so it has a place already, and is news to
     * none.
     */
    void applyAgain(Event event) {
        change(event);
        flakes.note(event);
        timeline.keep(event);
        forget();
    }

    /**
     * The next event of the transaction sees what is in the database, and nothing is looked through for changes that
     * has none.
     */
    private void forget() {
        entities.flush();
        entities.clear();
    }

    private void change(Event event) {
        locks.take(event);
        switch (event) {
            case RebuildRequested requested -> rebuild(event).requested(requested);
            case RebuildCancelRequested cancel -> rebuild(event).cancelRequested(cancel);
            case RenderCompleted rendered -> {
                Rebuild rebuild = rebuild(event);
                rebuild.running();
                rebuild.planned(rendered);
                ImageRuns.locked(event.rebuildId(), rendered.candidate().image())
                        .rendered(rendered);
            }
            case BuildCompleted built -> run(event, built.candidate()).built(built);
            case TestCompleted tested -> run(event, tested.candidate()).tested(tested);
            case PublishCompleted published -> {
                ImageRun run = run(event, published.candidate());
                run.published(published);
                ImageRuns.confirming(run).forEach(this::confirmed);
            }
            case MirrorCompleted mirrored -> {
                // What mirrors lack, the publisher answers at any time: the timeline, and so webhooks, have the news of
                // it.
            }
            case RebuildCompleted completed -> complete(rebuild(event), completed);
            case RollbackRequested requested ->
                Rollback.locked(event.rebuildId()).requested(requested);
            case RollbackOrdered ordered -> {
                // When a rollback is carried out is between renderer and publisher.
            }
            case RollbackCompleted completed ->
                Rollback.locked(event.rebuildId()).completed(completed);
        }
    }

    /** It changed nothing about what another run published, which came only now. */
    private void confirmed(ImageRun run) {
        timeline.published(run.rebuildId, run.image).stream()
                .filter(published -> published.rollback() == null && published.changedNothing())
                .forEach(run::published);
    }

    private static Rebuild rebuild(Event event) {
        return Rebuild.locked(event.rebuildId());
    }

    private static ImageRun run(Event event, Candidate candidate) {
        rebuild(event).running();
        return ImageRuns.locked(event.rebuildId(), candidate.image());
    }

    private static void complete(Rebuild rebuild, RebuildCompleted event) {
        rebuild.completed(event);
        event.published()
                .forEach(published -> ImageRuns.locked(event.rebuildId(), published.image())
                        .completed(published, event.occurredAt()));
        event.unchanged()
                .forEach(kept ->
                        ImageRuns.locked(event.rebuildId(), kept.image()).stayed(kept, event.occurredAt()));
        Stream.of(event.failed(), event.cancelled(), event.superseded())
                .flatMap(List::stream)
                .forEach(failed ->
                        ImageRuns.locked(event.rebuildId(), failed.image()).completed(failed, event.occurredAt()));
    }
}
