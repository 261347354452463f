package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.Observed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** In the end the registry shows what it was given last, and each tag is what the highest place announced. */
final class SettledRule implements Rule {
    private final Map<String, Observed> observed = new TreeMap<>();

    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        switch (entry) {
            case Observed seen -> observed.put(seen.tag(), seen);
            case Ended end -> {
                return Stream.concat(
                                before.toldTags().stream().flatMap(tag -> untold(tag, before)),
                                observed.values().stream().flatMap(seen -> unlikeWritten(seen, before)))
                        .toList();
            }
            default -> {}
        }
        return List.of();
    }

    private static Stream<Violation> untold(String tag, Knowledge before) {
        Held told = before.told(tag).orElseThrow();
        return before.registry(tag).filter(has -> !has.digest().equals(told.digest())).stream()
                .map(has -> Violation.of(
                        Invariant.SETTLED,
                        tag + " is " + has.digest() + ", and was announced as " + told.digest(),
                        told.shown(),
                        has.shown()));
    }

    private static Stream<Violation> unlikeWritten(Observed seen, Knowledge before) {
        return before.registry(seen.tag()).filter(has -> !Objects.equals(has.digest(), seen.digest())).stream()
                .map(has ->
                        Violation.of(Invariant.SETTLED, seen.tag() + " is not what was written", has.shown(), seen));
    }
}
