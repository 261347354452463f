package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Priority;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What waits for the same service, which works on two at once: much that nothing is built from, then the beginnings of
 * two chains, then what is urgent. However long a chain is, what is more urgent goes before it.
 *
 * @param others what nothing is built from
 * @param longer what a chain is built from
 * @param longest what the longest chain that there can be is built from
 * @param urgent what is urgent, and comes from a service that does not know chains
 * @param <T> what asks for the work
 */
public record WaitingChains<T>(List<T> others, T longer, T longest, List<T> urgent) {

    /** Makes what asks for one piece of work. */
    public interface Maker<T> {
        /**
         * Makes it.
         *
         * @param name its own, a word
         * @param behindSeconds how long what is built from it takes, or null
         */
        T make(String name, Priority priority, Integer behindSeconds);
    }

    /** Makes all of it. */
    public static <T> WaitingChains<T> of(Maker<T> maker) {
        return new WaitingChains<>(
                IntStream.range(0, 4)
                        .mapToObj(i -> maker.make("short" + i, Priority.MANUAL, 0))
                        .toList(),
                maker.make("longer", Priority.MANUAL, 55),
                maker.make("longest", Priority.MANUAL, Integer.MAX_VALUE),
                IntStream.range(0, 2)
                        .mapToObj(i -> maker.make("urgent" + i, Priority.SECURITY, null))
                        .toList());
    }

    /** All of it, in the order in which it comes. */
    public List<T> all() {
        return Stream.of(others, List.of(longer, longest), urgent)
                .flatMap(List::stream)
                .toList();
    }

    /** What is urgent has begun first, then what the longest chain is built from, then what the other one is. */
    public void assertOrder(Function<T, Instant> began) {
        List<T> begun = all().stream().sorted(Comparator.comparing(began)).toList();
        assertThat(begun.subList(0, urgent.size())).containsExactlyInAnyOrderElementsOf(urgent);
        assertThat(begun.subList(urgent.size(), urgent.size() + 2)).containsExactly(longest, longer);
    }
}
