package dev.imprimatur.builder.stage;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which registries one round of clearing leaves alone: those that give no answer, and those where too much fails. What
 * fails otherwise holds up nothing but itself.
 */
final class ClearingRound {
    /** In a row: a single one may be a list that takes too long, which says nothing about the rest. */
    private static final int MOST_WITHOUT_ANSWER = 3;

    private static final int MOST_FAILURES = 100;
    private static final int UNAVAILABLE = 503;

    private final Map<Registry, Integer> unanswered = new HashMap<>();
    private final Map<Registry, Integer> failures = new HashMap<>();
    private final Set<Registry> left = new HashSet<>();

    boolean leaves(ImageReference lying) {
        return left.contains(lying.registry());
    }

    void leave(Registry registry) {
        left.add(registry);
    }

    Set<Registry> left() {
        return left;
    }

    void removed(ImageReference lying) {
        unanswered.remove(lying.registry());
    }

    void failed(ImageReference lying, RegistryException e) {
        Registry registry = lying.registry();
        if (!silent(e)) {
            unanswered.remove(registry);
        } else if (unanswered.merge(registry, 1, Integer::sum) >= MOST_WITHOUT_ANSWER) {
            leave(registry);
        }
        if (failures.merge(registry, 1, Integer::sum) >= MOST_FAILURES) {
            leave(registry);
        }
    }

    private static boolean silent(RegistryException e) {
        return e.status() == 0 || e.status() == UNAVAILABLE || e.kind() == Kind.RATE_LIMITED;
    }
}
