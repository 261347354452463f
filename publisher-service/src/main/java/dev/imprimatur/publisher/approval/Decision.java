package dev.imprimatur.publisher.approval;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.publisher.PublishException;
import java.util.Optional;

/** Whether a digest may be published. */
public sealed interface Decision {

    /**
     * It may be published.
     *
     * @param verdict the verdict that lets it pass, as it was signed
     */
    record Approved(TestCompleted verdict) implements Decision {}

    /**
     * It may not be published.
     *
     * @param why the reason
     */
    record Refused(FailureReport why) implements Decision {}

    /** Why it may not be published, if so. */
    default Optional<FailureReport> refusal() {
        return this instanceof Refused refused ? Optional.of(refused.why()) : Optional.empty();
    }

    /**
     * The verdict that lets it pass, for a caller that cannot go on without it.
     *
     * @throws PublishException if it is refused
     */
    default TestCompleted orThrow() {
        return switch (this) {
            case Approved approved -> approved.verdict();
            case Refused refused -> throw PublishException.of(refused.why());
        };
    }
}
