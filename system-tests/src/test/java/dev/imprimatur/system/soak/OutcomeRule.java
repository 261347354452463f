package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Each request has one outcome in the end, and so has each image of it. */
final class OutcomeRule implements Rule {
    private final Map<String, Requested> requests = new LinkedHashMap<>();
    private final Map<String, Entry> outcomes = new HashMap<>();
    private final Map<String, Set<String>> published = new HashMap<>();

    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        return switch (entry) {
            case Requested request -> {
                requests.putIfAbsent(request.id(), request);
                yield List.of();
            }
            case Published publication -> published(publication);
            case RolledBack rollback -> outcome(rollback.id(), rollback);
            case Completed rebuild ->
                Stream.concat(
                                outcome(rebuild.id(), rebuild).stream(),
                                Stream.concat(unpublished(rebuild), listedTwice(rebuild)))
                        .toList();
            case Ended end ->
                requests.values().stream()
                        .filter(request -> !outcomes.containsKey(request.id()))
                        .map(request -> Violation.of(Invariant.ONE_OUTCOME, request.id() + " has none", request))
                        .toList();
            default -> List.of();
        };
    }

    private List<Violation> published(Published publication) {
        if (publication.failure() == null) {
            published
                    .computeIfAbsent(publication.operation(), each -> new HashSet<>())
                    .add(publication.image() + "@" + publication.digest());
        }
        return outcome(publication.operation() + " " + publication.image(), publication);
    }

    private List<Violation> outcome(String of, Entry told) {
        Entry former = outcomes.putIfAbsent(of, told);
        return former == null ? List.of() : List.of(Violation.of(Invariant.ONE_OUTCOME, of + " has two", former, told));
    }

    private Stream<Violation> unpublished(Completed rebuild) {
        Set<String> told = published.getOrDefault(rebuild.id(), Set.of());
        return rebuild.published().entrySet().stream()
                .map(image -> image.getKey() + "@" + image.getValue())
                .filter(image -> !told.contains(image))
                .map(image -> Violation.of(
                        Invariant.ONE_OUTCOME,
                        rebuild.id() + " is said to have published " + image + ", and no publication was announced",
                        rebuild));
    }

    private static Stream<Violation> listedTwice(Completed rebuild) {
        List<String> listed = new ArrayList<>(rebuild.published().keySet());
        rebuild.others().values().forEach(listed::addAll);
        return listed.stream()
                .filter(image -> listed.indexOf(image) != listed.lastIndexOf(image))
                .distinct()
                .map(image -> Violation.of(
                        Invariant.ONE_OUTCOME, rebuild.id() + " lists " + image + " more than once", rebuild));
    }
}
