package dev.imprimatur.console.trace;

import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.console.worker.MadeAttempt;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Sends the traces of a rebuild that has ended. The end can be known before the last events of its images, which come
 * by topics of their own, so it waits for these a little.
 */
@ApplicationScoped
class TraceWork implements Work {
    private static final Logger LOG = Logger.getLogger(TraceWork.class);
    private static final int PAGE = 100;
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    @Inject
    Provider<WorkQueue> queue;

    @Inject
    TraceConfig config;

    @Inject
    Collector collector;

    @Inject
    Clock clock;

    @Override
    public String name() {
        return "trace";
    }

    void recorded(@Observes RecordedEvent event) {
        if (collector.isThere() && event.topic.equals(Topic.REBUILD_COMPLETED.topic())) {
            queue.get().add(this, new Part(event.rebuildId, 0).id(), Priority.BACKGROUND);
        }
    }

    /**
     * A page of a rebuild's images. Each is a piece of work, so a collector that is slow, or fails in between, is not
     * sent what it has, and holds up no other work for longer than one request.
     */
    record Part(String rebuild, int page) {
        static Part of(String id) {
            int end = id.lastIndexOf('/');
            return new Part(id.substring(0, end), Integer.parseInt(id.substring(end + 1)));
        }

        String id() {
            return rebuild + "/" + page;
        }
    }

    @Override
    public Next run(String id) {
        Part part = Part.of(id);
        Optional<Rebuild> ended = QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.known(part.rebuild()).filter(known -> known.finishedAt != null));
        if (ended.isEmpty() || !collector.isThere()) {
            return Next.done();
        }
        Duration since = Duration.between(ended.get().finishedAt, clock.instant());
        if (since.compareTo(config.patience()) > 0) {
            // Such as all that a read model which is made again from the topics hears of.
            LOG.debugf("rebuild %s ended %s ago: its traces are not sent any more", part.rebuild(), since);
            return Next.done();
        }
        if (part.page() == 0
                && since.compareTo(LATE) < 0
                && QuarkusTransaction.requiringNew().call(() -> isIncomplete(part.rebuild()))) {
            return Next.again(LOOK);
        }
        Optional<List<Span>> spans = QuarkusTransaction.requiringNew().call(() -> spans(ended.get(), part.page()));
        if (spans.isEmpty()) {
            return Next.done();
        }
        if (!spans.get().isEmpty() && !collector.take(spans.get())) {
            return again(part, since);
        }
        QuarkusTransaction.requiringNew()
                .run(() -> queue.get().add(this, new Part(part.rebuild(), part.page() + 1).id(), Priority.BACKGROUND));
        return Next.done();
    }

    /** Clocks differ: an end may lie ahead. */
    private Next again(Part part, Duration since) {
        long seconds = Math.clamp(since.toSeconds() / 2, LOOK.toSeconds(), LONGEST_PAUSE.toSeconds());
        LOG.warnf(
                "traces of rebuild %s are sent again in %s s, since the collector does not take them",
                part.rebuild(), seconds);
        return Next.again(Duration.ofSeconds(seconds));
    }

    /** Whether events of its images, which come by topics of their own, are still to come. */
    private static boolean isIncomplete(String rebuild) {
        return ImageRun.count(
                        "rebuildId = ?1 and (stage in (?2, ?3, ?4)"
                                + " or stage in (?5, ?6) and (testedAt is null or builtAt is null or publishLog is null)"
                                + " or failedStage = 'build' and builtAt is null"
                                + " or failedStage = 'test' and testedAt is null)",
                        rebuild,
                        RunState.RENDERED,
                        RunState.BUILT,
                        RunState.TESTED,
                        RunState.PUBLISHED,
                        RunState.UNCHANGED)
                > 0;
    }

    /** The spans of a page of images, the first with that of the rebuild; nothing where there are no more. */
    private Optional<List<Span>> spans(Rebuild ended, int page) {
        String rebuild = ended.id;
        List<ImageRun> runs = ImageRun.<ImageRun>find("rebuildId = ?1 order by image", rebuild)
                .page(page, PAGE)
                .list();
        if (runs.isEmpty() && page > 0) {
            return Optional.empty();
        }
        Map<String, List<MadeAttempt>> attempts =
                MadeAttempt.of(rebuild, runs.stream().map(run -> run.image).toList()).stream()
                        .collect(Collectors.groupingBy(attempt -> attempt.image));
        Stream<Span> images = runs.stream()
                .map(run -> new ImageTrace(run, attempts.getOrDefault(run.image, List.of()), config.console()))
                .flatMap(trace -> trace.spans().stream());
        return Optional.of(Stream.concat(page == 0 ? Stream.of(RebuildTrace.of(ended)) : Stream.empty(), images)
                .toList());
    }
}
