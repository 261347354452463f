package dev.imprimatur.builder.stage;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which registries one round of clearing leaves alone: those that give no answer, those that refuse, and those where
 * too much fails. What fails otherwise holds up nothing but itself. Repositories where an earlier round was refused
 * have their turn after all others, so that they hold up nothing either.
 */
final class ClearingRound {
    /** In a row: a single one may be a list that takes too long, which says nothing about the rest. */
    private static final int MOST_WITHOUT_ANSWER = 3;

    private static final int MOST_FAILURES = 100;
    private static final int UNAVAILABLE = 503;

    private final Map<Registry, Integer> unanswered = new HashMap<>();
    private final Map<Registry, Integer> failures = new HashMap<>();
    private final Set<Registry> left;
    private final Set<RepositoryReference> refusedBefore;
    private boolean others = true;

    /**
     * Begins with all but what was refused before.
     *
     * @param left registries that are not asked at all
     * @param refusedBefore repositories that come last
     */
    ClearingRound(Set<Registry> left, Set<RepositoryReference> refusedBefore) {
        this.left = new HashSet<>(left);
        this.refusedBefore = Set.copyOf(refusedBefore);
    }

    /** Goes on with what was refused before, and only that. Returns whether there is any. */
    boolean askAgain() {
        others = false;
        return !unrefused().isEmpty();
    }

    /** What was refused before, and has not been in this round. */
    Set<RepositoryReference> unrefused() {
        return refusedBefore.stream()
                .filter(each -> !left.contains(each.registry()))
                .collect(Collectors.toSet());
    }

    boolean leaves(ImageReference lying) {
        return left.contains(lying.registry()) || refusedBefore.contains(RepositoryReference.of(lying)) == others;
    }

    void leave(Registry registry) {
        left.add(registry);
    }

    /** Registries and repositories that are left alone now, as references begin. */
    Set<String> left() {
        return Stream.concat(left.stream(), others ? refusedBefore.stream() : Stream.empty())
                .map(Object::toString)
                .collect(Collectors.toSet());
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
