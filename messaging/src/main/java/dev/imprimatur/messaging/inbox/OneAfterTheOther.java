package dev.imprimatur.messaging.inbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Begins each step when the one before it has ended, however that ended. So however many wait, they keep one thread.
 */
final class OneAfterTheOther {
    private CompletionStage<Void> last = CompletableFuture.completedStage(null);

    /** Runs this step after all before it. */
    synchronized CompletionStage<Void> run(Supplier<CompletionStage<Void>> step) {
        last = last.exceptionally(trouble -> null).thenCompose(nothing -> step.get());
        return last;
    }
}
