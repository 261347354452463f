package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Sorts what can go wrong by whether and when it is tried again. */
final class Failures {
    private static final int TRIES_OF_THE_UNKNOWN = 2;
    private static final String UNKNOWN = "unknown";

    private Failures() {}

    static FailureReport report(RuntimeException thrown) {
        return switch (thrown) {
            case PublishException known -> known.report();
            case RegistryException known ->
                FailureReport.of(known.kind().toString(), known.temporary(), known.getMessage());
            default ->
                DatabaseTrouble.find(thrown)
                        .map(trouble -> FailureReport.of(
                                "database-error", true, "the publisher's database failed: " + trouble.getMessage()))
                        .orElseGet(() -> FailureReport.of(UNKNOWN, true, "publishing failed unexpectedly: " + thrown));
        };
    }

    static boolean isTriedAgain(FailureReport failure, int attempt, PublisherConfig config) {
        int tries =
                failure.kind().equals(UNKNOWN) ? Math.min(TRIES_OF_THE_UNKNOWN, config.attempts()) : config.attempts();
        return failure.retryable() && attempt < tries;
    }

    /** The pause after the attempt of this number: doubled each time, half of it by chance, or what the registry asks. */
    static Duration pause(RuntimeException thrown, int attempt, PublisherConfig config) {
        long full =
                Math.min(config.longestBackOff().toMillis(), config.backOff().toMillis() << Math.min(attempt - 1, 20));
        Duration own = Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
        Duration asked =
                thrown instanceof RegistryException known ? known.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        return asked.compareTo(own) > 0 ? asked : own;
    }
}
