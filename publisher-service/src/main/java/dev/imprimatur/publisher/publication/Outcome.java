package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.Failures;
import java.util.Optional;

/** How an attempt at a publication ended. */
sealed interface Outcome {

    /**
     * Every tag was read back, and nothing is taken back any more.
     *
     * @param end what ends the attempt's log
     */
    record Tagged(String end) implements Outcome {}

    /**
     * It went no further.
     *
     * @param why the reason
     * @param registry what a registry did not do, if that is it
     */
    record Failed(FailureReport why, Optional<RegistryException> registry) implements Outcome {

        /** It must not be published. */
        static Failed refused(FailureReport why) {
            return new Failed(why, Optional.empty());
        }

        /** Something that it needs did not do its part. */
        static Failed of(RuntimeException thrown) {
            return new Failed(
                    Failures.report(thrown),
                    thrown instanceof RegistryException registry ? Optional.of(registry) : Optional.empty());
        }
    }
}
