package dev.imprimatur.console.trace;

import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.Stage;
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
import org.jboss.logging.Logger;

/**
 * Sends the traces of a rebuild that has ended. The end can be known before the last events of its images, which come by topics of
 * their own, so it waits for these a little.
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
            queue.get().add(this, event.rebuildId, Priority.BACKGROUND);
        }
    }

    @Override
    public Next run(String rebuild) {
        Optional<Rebuild> ended = QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.known(rebuild).filter(known -> known.finishedAt != null));
        if (ended.isEmpty() || !collector.isThere()) {
            return Next.done();
        }
        Duration since = Duration.between(ended.get().finishedAt, clock.instant());
        if (since.compareTo(config.patience()) > 0) {
            // Such as all that a read model which is made again from the topics hears of.
            LOG.debugf("rebuild %s ended %s ago: its traces are not sent any more", rebuild, since);
            return Next.done();
        }
        if (since.compareTo(LATE) < 0 && QuarkusTransaction.requiringNew().call(() -> isIncomplete(rebuild))) {
            return Next.again(LOOK);
        }
        return sent(ended.get()) ? Next.done() : again(rebuild, since);
    }

    private Next again(String rebuild, Duration since) {
        Duration pause = since.dividedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : since.dividedBy(2).plus(LOOK);
        LOG.warnf(
                "traces of rebuild %s are sent again in %s s, since %s does not take them",
                rebuild, pause.toSeconds(), config.endpoint().orElseThrow());
        return Next.again(pause);
    }

    private static boolean isIncomplete(String rebuild) {
        return ImageRun.count(
                        "rebuildId = ?1 and stage in (?2, ?3) and (testedAt is null or builtAt is null or publishLog is null)",
                        rebuild,
                        Stage.PUBLISHED,
                        Stage.UNCHANGED)
                > 0;
    }

    /** Sends everything, a page of images at a time; what was sent before is the same spans again. */
    private boolean sent(Rebuild rebuild) {
        if (!collector.take(List.of(RebuildTrace.of(rebuild)))) {
            return false;
        }
        for (int page = 0; ; page++) {
            int number = page;
            Optional<List<Span>> spans = QuarkusTransaction.requiringNew().call(() -> spans(rebuild.id, number));
            if (spans.isEmpty()) {
                return true;
            }
            if (!spans.get().isEmpty() && !collector.take(spans.get())) {
                return false;
            }
        }
    }

    /** The spans of a page of images; nothing where there are no more. */
    private Optional<List<Span>> spans(String rebuild, int page) {
        List<ImageRun> runs = ImageRun.<ImageRun>find("rebuildId = ?1 order by image", rebuild)
                .page(page, PAGE)
                .list();
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<MadeAttempt>> attempts =
                MadeAttempt.of(rebuild, runs.stream().map(run -> run.image).toList()).stream()
                        .collect(Collectors.groupingBy(attempt -> attempt.image));
        return Optional.of(runs.stream()
                .map(run -> new ImageTrace(run, attempts.getOrDefault(run.image, List.of()), config.console()))
                .flatMap(trace -> trace.spans().stream())
                .toList());
    }
}
