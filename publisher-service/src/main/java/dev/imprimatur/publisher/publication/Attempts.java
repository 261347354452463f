package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Keeps the attempts at publications, and which of them count. Each method is one transaction. */
@ApplicationScoped
class Attempts {
    /** What counts for nothing, and is no failure of a place. */
    private static final Set<String> OF_NO_PLACE = Set.of(
            FailureKinds.DATABASE_ERROR,
            FailureKinds.INTERRUPTED,
            FailureKinds.KEY_UNREADABLE,
            FailureKinds.LOCK_LOST,
            FailureKinds.REPOSITORY_BUSY,
            FailureKinds.SUPERSEDED);

    @Inject
    LogStore logs;

    /**
     * An attempt that has begun.
     *
     * @param number counted from 1
     * @param counted the same without those before it that count for nothing
     * @param log where its log begins
     */
    record Begun(int number, int counted, LogPosition log) {}

    /** Notes that an attempt begins; one that never ended is closed as interrupted. */
    @Transactional
    Begun begin(Publication publication) {
        String id = publication.id;
        waitsFor(id, null);
        List<PublicationAttempt> former = PublicationAttempt.of(id);
        former.stream()
                .filter(attempt -> attempt.finishedAt == null)
                .forEach(attempt -> attempt.end(FailureReport.of(
                        FailureKinds.INTERRUPTED,
                        true,
                        "the publisher ended in the middle of attempt " + attempt.number)));
        int number = former.size() + 1;
        int free = (int) former.stream().filter(attempt -> attempt.free).count();
        PublicationAttempt.begun(id, number).persist();
        return new Begun(number, number - free, logs.begin(publication.log().value(), number));
    }

    /** Notes that an attempt failed. */
    @Transactional
    void end(String id, int number, FailureReport failure) {
        PublicationAttempt.of(id, number).end(failure);
    }

    /**
     * Notes that a sick place failed an attempt, which counts for nothing then; the publication waits for that place.
     *
     * @return whether that is so: of a publication that places have failed too often the failures count
     */
    @Transactional
    boolean handBack(String id, int number, FailureReport failure, Sick sick) {
        if (isFreeTooOften(id, kind -> !OF_NO_PLACE.contains(kind))) {
            return false;
        }
        PublicationAttempt.of(id, number).handBack(failure);
        waitsFor(id, sick.place());
        return true;
    }

    /** Whether the repository's lock was lost so often in the middle of it that something else is wrong. */
    @Transactional
    boolean hasLostTooOften(String id) {
        return isFreeTooOften(id, FailureKinds.LOCK_LOST::equals);
    }

    /** Whether failures of these kinds have counted for nothing so often that further ones are to count. */
    private static boolean isFreeTooOften(String id, Predicate<String> kinds) {
        return PublicationAttempt.of(id).stream()
                        .filter(attempt ->
                                attempt.free && attempt.failure != null && kinds.test(attempt.failure.kind()))
                        .count()
                >= Places.MOST_HANDED_BACK;
    }

    /**
     * Notes that an attempt waited in vain for what another publication holds; it counts for nothing, however often.
     */
    @Transactional
    void waits(String id, int number, FailureReport failure, String place) {
        PublicationAttempt.of(id, number).handBack(failure);
        waitsFor(id, place);
    }

    /**
     * Notes that an attempt ended with its publisher, which was asked to stop, or has lost its database; it counts for
     * nothing, unless it had succeeded.
     *
     * @return how many in a row count for nothing
     */
    @Transactional
    int handBack(String id, int number, FailureReport failure) {
        List<PublicationAttempt> attempts = PublicationAttempt.of(id);
        attempts.stream()
                .filter(attempt -> attempt.number == number && !attempt.succeeded())
                .forEach(attempt -> attempt.handBack(failure));
        return (int)
                attempts.reversed().stream().takeWhile(attempt -> attempt.free).count();
    }

    /** Notes which place a publication waits for before it begins; null if for none. */
    @Transactional
    void waitsFor(String id, String place) {
        Publication.<Publication>findById(id, LockModeType.PESSIMISTIC_WRITE).waitingFor = place;
    }
}
