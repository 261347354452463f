package dev.imprimatur.publisher;

import dev.imprimatur.attestation.key.OwnKeyException;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.PassingTrouble;
import dev.imprimatur.oci.BackOff;
import dev.imprimatur.oci.http.RetryAfter;
import dev.imprimatur.oci.registry.RegistryException;
import java.time.Duration;

/** Sorts failures by whether and when a publication is tried again. */
public final class Failures {
    private static final int TRIES_OF_THE_UNKNOWN = 2;

    private Failures() {}

    /** What is reported of it. */
    public static FailureReport report(RuntimeException thrown) {
        return switch (thrown) {
            case PublishException known -> known.report();
            // Each attempt brings the image, and with it what was collected since.
            case RegistryException known ->
                FailureReport.of(
                        known.kind().toString(),
                        known.temporary() || known.kind() == RegistryException.Kind.CONTENT_MISSING,
                        known.getMessage());
            default ->
                PassingTrouble.find(thrown)
                        .map(trouble -> trouble instanceof OwnKeyException
                                ? FailureReport.of(
                                        FailureKinds.KEY_UNREADABLE,
                                        true,
                                        "the publisher's key cannot be read: " + trouble.getMessage())
                                : FailureReport.of(
                                        FailureKinds.DATABASE_ERROR,
                                        true,
                                        "the publisher's database failed: " + trouble.getMessage()))
                        .orElseGet(() -> FailureReport.of(
                                FailureKinds.UNKNOWN, true, "publishing failed unexpectedly: " + thrown));
        };
    }

    /** Whether a publication is tried again after the attempt of this number. */
    public static boolean isTriedAgain(FailureReport failure, int attempt, PublisherConfig config) {
        int tries = failure.is(FailureKinds.UNKNOWN)
                ? Math.min(TRIES_OF_THE_UNKNOWN, config.attempts())
                : config.attempts();
        return failure.retryable() && attempt < tries;
    }

    /** The pause after the attempt of this number: doubled each time, half of it random. */
    public static Duration pause(int attempt, PublisherConfig config) {
        return new BackOff(config.backOff(), config.longestBackOff()).spreadAfter(attempt);
    }

    /** The same pause, or a longer one that the registry asks for, within bounds. */
    public static Duration pause(RuntimeException thrown, int attempt, PublisherConfig config) {
        Duration own = pause(attempt, config);
        Duration asked =
                thrown instanceof RegistryException known ? known.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        return RetryAfter.pause(own, asked, config.longestBackOff());
    }
}
