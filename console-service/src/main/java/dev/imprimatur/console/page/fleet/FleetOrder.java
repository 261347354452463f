package dev.imprimatur.console.page.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** In which order the fleet is shown. */
public enum FleetOrder {
    /** A matrix for each family. */
    FAMILY("by family"),
    /** A list, in the order of {@link FleetState}: what fails first. */
    FAILURES("failures first"),
    /** A list, what was published longest ago first. */
    AGE("oldest first");

    private final String word;

    FleetOrder(String word) {
        this.word = word;
    }

    static Optional<FleetOrder> named(String text) {
        return Arrays.stream(values())
                .filter(order -> order.toString().equals(text))
                .findFirst();
    }

    /** How a page calls it. */
    public String word() {
        return word;
    }

    /** Whether it is a list, and no matrix. */
    public boolean isList() {
        return this != FAMILY;
    }

    /** By which rows of {@code fleet_image f} are sorted, each with a place of its own. */
    String sorting() {
        return switch (this) {
            case FAMILY -> "f.family, f.version_key desc, f.version, f.variant";
            case FAILURES ->
                Arrays.stream(FleetState.values())
                        .map(state -> "when (" + state.condition() + ") then " + state.ordinal())
                        .collect(Collectors.joining(
                                " ", "case ", " else 99 end, f.failing_since desc nulls last, f.image"));
            case AGE -> "f.published_at nulls first, f.image";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
