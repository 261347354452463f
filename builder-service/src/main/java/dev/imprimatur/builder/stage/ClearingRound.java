package dev.imprimatur.builder.stage;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what one round of clearing leaves alone: registries that give no answer, that delete nothing or where too
 * much fails, and repositories that refuse to delete. Any other failure holds up nothing else. Repositories that
 * refused an earlier round come last, some of them in each round.
 */
final class ClearingRound {
    /** In a row: a single one may be a list that takes too long, which says nothing about the rest. */
    private static final int MOST_WITHOUT_ANSWER = 3;

    private static final int MOST_FAILURES = 100;
    /** One after another, in different repositories: it will be so in all of them. */
    private static final int MOST_REFUSALS = 10;

    private static final int MOST_ASKED_AGAIN = 20;
    private static final int UNAVAILABLE = 503;

    private final Map<Registry, Integer> unanswered = new HashMap<>();
    private final Map<Registry, Integer> failures = new HashMap<>();
    private final Set<Registry> left;
    private final Map<Registry, Integer> refusals = new HashMap<>();
    private final Set<RepositoryReference> refused = new HashSet<>();
    private final Set<RepositoryReference> refusedBefore;
    private final Set<RepositoryReference> again = new HashSet<>();
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

    /**
     * Goes on with some of the repositories that refused before, and only those, chosen at random so that each has its
     * turn. Returns whether there are any.
     */
    boolean askAgain() {
        others = false;
        List<RepositoryReference> all = new ArrayList<>(refusedBefore);
        Collections.shuffle(all);
        all.stream()
                .filter(each -> !left.contains(each.registry()))
                .limit(MOST_ASKED_AGAIN)
                .forEach(again::add);
        return !again.isEmpty();
    }

    /** What was asked again and not refused. */
    Set<RepositoryReference> unrefused() {
        return again.stream()
                .filter(each -> !refused.contains(each) && !left.contains(each.registry()))
                .collect(Collectors.toSet());
    }

    boolean leaves(ImageReference lying) {
        RepositoryReference repository = RepositoryReference.of(lying);
        return left.contains(lying.registry())
                || refused.contains(repository)
                || (others ? refusedBefore.contains(repository) : !again.contains(repository));
    }

    void leave(Registry registry) {
        left.add(registry);
    }

    /** Registries and repositories that are left alone now, as references begin. */
    Set<String> left() {
        Stream<RepositoryReference> repositories =
                others ? refusedBefore.stream() : refusedBefore.stream().filter(each -> !again.contains(each));
        return Stream.of(left.stream(), refused.stream(), repositories)
                .flatMap(places -> places)
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    /** It refuses to delete in this repository. */
    void refused(RepositoryReference repository) {
        refused.add(repository);
        if (others && refusals.merge(repository.registry(), 1, Integer::sum) >= MOST_REFUSALS) {
            leave(repository.registry());
        }
    }

    void removed(ImageReference lying) {
        unanswered.remove(lying.registry());
        refusals.remove(lying.registry());
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
