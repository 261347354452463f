package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.PublisherConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Brings one publication into one mirror. Tried without bound: once the mirror is repaired, it fills up. */
@ApplicationScoped
public class MirrorWork implements Work {
    private static final Logger LOG = Logger.getLogger(MirrorWork.class);
    private static final Duration LONGEST_TURN = Duration.ofHours(1);

    @Inject
    PublisherConfig config;

    @Inject
    ProductionRegistries registries;

    @Inject
    MirrorLedger ledger;

    @Inject
    MirrorCopier copier;

    @Inject
    Outages outages;

    @Inject
    FailedCopies failures;

    @Inject
    MessagingConfig messaging;

    @Inject
    WorkQueue queue;

    /** Copies into slow mirrors leave a thread to what is to be published, if there is more than one. */
    private Semaphore slowCopies;

    @PostConstruct
    void limit() {
        slowCopies = new Semaphore(Math.max(1, messaging.work().threads() - 1));
    }

    @Override
    public String name() {
        return "mirror";
    }

    @Override
    public Next run(String id) {
        Optional<Registry> mirror = mirror(id);
        if (mirror.isEmpty()) {
            ledger.superseded(
                    id, FailureReport.of(FailureKinds.NO_MIRROR, false, "its registry is no mirror of this publisher"));
            return Next.done();
        }
        Optional<Duration> pause = outages.leaveAlone(mirror.get());
        if (pause.isPresent()) {
            return Next.again(pause.get().plus(turn(mirror.get())));
        }
        if (!outages.isSlow(mirror.get())) {
            return attempt(id, mirror.get());
        }
        if (!slowCopies.tryAcquire()) {
            return Next.again(turn(mirror.get()));
        }
        try {
            return attempt(id, mirror.get());
        } finally {
            slowCopies.release();
        }
    }

    /** What waits for a mirror is looked at once a second in all, however much that is. */
    private Duration turn(Registry mirror) {
        long most = Math.min(ledger.waiting(mirror) * 1000, LONGEST_TURN.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    /** Tries it once, and notes what came of it. */
    Next attempt(String id, Registry mirror) {
        Optional<MirrorCopy> begun = ledger.begin(id);
        if (begun.isEmpty()) {
            return Next.done();
        }
        MirrorCopy copy = begun.get();
        long begin = System.nanoTime();
        try {
            switch (copier.copy(copy.publicationId, mirror)) {
                case Copied.Nothing nothing -> {
                    if (!ledger.superseded(id, nothing.why())) {
                        return Next.again(Failures.pause(copy.attempts, config));
                    }
                }
                case Copied.There there -> {
                    ledger.done(id, there);
                    worked(copy, mirror, Duration.ofNanos(System.nanoTime() - begin));
                }
            }
            return Next.done();
        } catch (RuntimeException e) {
            return failures.failed(copy, mirror, e);
        }
    }

    private void worked(MirrorCopy copy, Registry mirror, Duration time) {
        if (time.compareTo(config.mirrorWait()) > 0) {
            outages.slow(mirror);
        } else if (copy.attempts == 1) {
            // A later try finds there what the former ones brought.
            outages.quick(mirror);
        }
        if (outages.worked(mirror)) {
            // All that waits for this mirror has its turn now.
            QuarkusTransaction.requiringNew().run(() -> queue.hasten(this, MirrorCopy.id(mirror, "")));
        }
        LOG.infof("mirror %s has %s (publication %s)", mirror, copy.image, copy.publicationId);
    }

    private Optional<Registry> mirror(String id) {
        return registries.mirrors().stream()
                .filter(mirror -> id.startsWith(mirror.host() + " "))
                .findFirst();
    }
}
