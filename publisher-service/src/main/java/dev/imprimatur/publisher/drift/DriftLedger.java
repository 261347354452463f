package dev.imprimatur.publisher.drift;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps which tags differ. Each method is one transaction. */
@ApplicationScoped
class DriftLedger {

    /**
     * Notes what a published tag names in its registry.
     *
     * @param found its digest, or null if the tag is missing
     * @return the drift, if this one was not known yet
     */
    @Transactional
    Optional<Drift> note(Expected tag, Digest found) {
        Optional<Drift> known = Drift.open(tag.reference());
        boolean same = known.filter(drift -> drift.expected.equals(tag.digest()) && Objects.equals(drift.found, found))
                .isPresent();
        if (same) {
            return Optional.empty();
        }
        known.ifPresent(drift -> drift.end(Drift.Outcome.OVER));
        if (tag.digest().equals(found)) {
            return Optional.empty();
        }
        Drift.flush();
        Drift drift = Drift.of(tag.reference(), tag.digest(), found);
        drift.persist();
        return Optional.of(drift);
    }

    /** Notes that the tag was set again. */
    @Transactional
    void repaired(Expected tag) {
        Drift.open(tag.reference()).ifPresent(drift -> drift.end(Drift.Outcome.REPAIRED));
    }

    /** Ends what is open about registries that nothing is published in any more. */
    @Transactional
    void forgetAllBut(List<Registry> registries) {
        Drift.open().stream()
                .filter(drift ->
                        registries.stream().noneMatch(registry -> drift.reference.startsWith(registry.host() + "/")))
                .forEach(drift -> drift.end(Drift.Outcome.OVER));
    }

    /** How many tags differ now. */
    @Transactional
    long count() {
        return Drift.count("endedAt is null");
    }

    /** What differs now. */
    @Transactional
    List<Drift> open() {
        return Drift.open();
    }
}
