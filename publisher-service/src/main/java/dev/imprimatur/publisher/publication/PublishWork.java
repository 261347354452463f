package dev.imprimatur.publisher.publication;

import dev.imprimatur.attempts.run.OwnDatabase;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.logs.secret.SecretFiles;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.logs.write.AttemptLog;
import dev.imprimatur.messaging.PassingTrouble;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.oci.BackOff;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Publishes one image, attempt by attempt, until it is announced or taken back. Any step may be the last one before a
 * crash; the publisher that takes over begins again and ends the same.
 */
@ApplicationScoped
public class PublishWork implements Work {
    private static final Logger LOG = Logger.getLogger(PublishWork.class);
    private static final BackOff UNTIL_ANNOUNCED = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Inject
    PublisherConfig config;

    @Inject
    Attempts attempts;

    @Inject
    Places places;

    @Inject
    Stopping stopping;

    @Inject
    LogStore logs;

    @Inject
    PublishSteps steps;

    @Inject
    PublicationEnd end;

    @Inject
    PublicationLedger ledger;

    @Inject
    LateTags lateTags;

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public Next run(String id) {
        if (stopping.begun()) {
            return Next.again(Duration.ZERO);
        }
        Optional<Publication> publication = ledger.unfinished(id);
        if (publication.isEmpty()) {
            return Next.done();
        }
        return switch (publication.get().state) {
            case RESTORING -> restore(publication.get());
            case TAGGED -> inProduction(publication.get(), end::announce);
            default -> attempt(publication.get());
        };
    }

    /** What was given back after the lock was lost may be a later publication's by now. */
    private Next restore(Publication publication) {
        try {
            return inProduction(publication, end::restore);
        } catch (PublishException e) {
            if (e.report().is(FailureKinds.LOCK_LOST)) {
                lateTags.giveBack(publication.id);
            }
            throw e;
        }
    }

    /** Does what has to be done in production, however often that fails, but not while production is sick. */
    private Next inProduction(Publication publication, Function<Publication, Next> step) {
        try {
            return step.apply(publication);
        } catch (RegistryException e) {
            if (places.toBlame(e, steps.needed(publication)).isEmpty()) {
                throw e;
            }
            return Next.again(places.pause());
        }
    }

    private Next attempt(Publication publication) {
        Optional<FailureReport> cancel = steps.cancelled(publication);
        if (cancel.isPresent()) {
            return end.fail(publication, cancel.get());
        }
        Optional<Sick> sick = places.among(steps.needed(publication), publication.waitingFor);
        if (sick.isPresent()) {
            attempts.waitsFor(publication.id, sick.get().place());
            return Next.again(places.pause());
        }
        Attempts.Begun begun = attempts.begin(publication);
        try (AttemptLog log =
                new AttemptLog(logs, begun.log(), SecretFiles.secrets(Stream.of(SecretFiles.dockerConfiguration())))) {
            log.line("==> attempt %d", begun.number());
            return attempt(publication, begun, log);
        } catch (RuntimeException e) {
            endInterrupt();
            return OwnDatabase.handedBack(
                    "publication " + publication.id,
                    e,
                    () -> attempts.handBack(publication.id, begun.number(), Failures.report(e)));
        }
    }

    private Next attempt(Publication publication, Attempts.Begun begun, AttemptLog log) {
        if (begun.counted() > config.attempts()) {
            FailureReport failure = FailureReport.of(
                    FailureKinds.INTERRUPTED,
                    true,
                    "the publisher ended in the middle of its last attempts; see its log, then rebuild "
                            + publication.image);
            UntilStored.store(() -> attempts.end(publication.id, begun.number(), failure));
            log.line("<== %s", failure.message());
            log.end();
            return end.giveUp(publication, failure);
        }
        return switch (outcome(publication, begun.number(), log)) {
            case Outcome.Failed failed -> failed(publication, begun, failed, log);
            case Outcome.Tagged tagged -> {
                end.complete(publication, log);
                log.line("%s", tagged.end());
                log.end();
                yield end.announced(publication);
            }
        };
    }

    private Outcome outcome(Publication publication, int number, AttemptLog log) {
        try {
            return steps.publish(publication, number, log);
        } catch (RuntimeException e) {
            if (PassingTrouble.find(e).isEmpty()) {
                return Outcome.Failed.of(e);
            }
            endInterrupt();
            log.line("<== %s", Failures.report(e).message());
            log.end();
            throw e;
        }
    }

    private Next failed(Publication publication, Attempts.Begun begun, Outcome.Failed failed, AttemptLog log) {
        endInterrupt();
        FailureReport failure = failed.why();
        log.line("<== %s", failure.message());
        log.end();
        if (failure.is(FailureKinds.LOCK_LOST)) {
            return lost(publication, begun, failure);
        }
        Optional<Next> handedBack = handedBack(publication, begun, failed);
        if (handedBack.isPresent()) {
            return handedBack.get();
        }
        UntilStored.store(() -> attempts.end(publication.id, begun.number(), failure));
        if (Failures.isTriedAgain(failure, begun.counted(), config)) {
            Duration pause = failed.registry()
                    .map(registry -> Failures.pause(registry, begun.counted(), config))
                    .orElseGet(() -> Failures.pause(begun.counted(), config));
            LOG.warnf(
                    "%s: attempt %d failed, retrying in %.1f s: %s",
                    publication.image, begun.number(), pause.toMillis() / 1000.0, failure.message());
            return Next.again(pause);
        }
        return end.giveUp(publication, failure);
    }

    /** The queue interrupts work in progress when the service stops: what is left to do needs the database. */
    private void endInterrupt() {
        if (stopping.begun()) {
            Thread.interrupted();
        }
    }

    /** The database ended the session that held the lock, or another publisher took the publication over. */
    private Next lost(Publication publication, Attempts.Begun begun, FailureReport failure) {
        if (attempts.hasLostTooOften(publication.id)) {
            UntilStored.store(() -> attempts.end(publication.id, begun.number(), failure));
            lateTags.giveBack(publication.id);
            return end.giveUp(publication, failure);
        }
        try {
            return OwnDatabase.handedBack(
                    "publication " + publication.id,
                    failure.message(),
                    () -> attempts.handBack(publication.id, begun.number(), failure));
        } finally {
            lateTags.giveBack(publication.id);
        }
    }

    /**
     * Hands the attempt back if a place or another publication is to blame, or this publisher stops: then it says
     * nothing about the image.
     */
    private Optional<Next> handedBack(Publication publication, Attempts.Begun begun, Outcome.Failed failed) {
        FailureReport failure = failed.why();
        if (stopping.begun() && failure.retryable()) {
            attempts.handBack(publication.id, begun.number(), failure);
            return Optional.of(Next.again(Duration.ZERO));
        }
        if (failure.is(FailureKinds.REPOSITORY_BUSY)) {
            LOG.warnf("%s waits: %s (rebuild %s)", publication.image, failure.message(), publication.rebuildId);
            attempts.waits(publication.id, begun.number(), failure, steps.repositories(publication));
            return Optional.of(Next.again(places.pause()));
        }
        if (failure.wasSuperseded() && ledger.isToBeAnnounced(publication.image)) {
            // The renderer builds on what superseded it, which it has to know by then.
            return Optional.of(
                    Next.again(UNTIL_ANNOUNCED.after(attempts.handBack(publication.id, begun.number(), failure))));
        }
        return failed.registry()
                .flatMap(registry -> places.toBlame(registry, steps.needed(publication)))
                .filter(sick -> attempts.handBack(publication.id, begun.number(), failure, sick))
                .map(sick -> {
                    LOG.infof(
                            "%s waits for %s: %s (rebuild %s)",
                            publication.image, sick.place(), failure.message(), publication.rebuildId);
                    return Next.again(places.pause());
                });
    }
}
