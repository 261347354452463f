package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.frame.Words;
import java.util.ArrayList;
import java.util.List;

/** The sentence with which the page begins, and the few words of its title. */
record Headline(FleetNumbers numbers, long causes) {

    String sentence() {
        if (numbers.images() == 0) {
            return "Nothing is published yet.";
        }
        List<String> parts = new ArrayList<>();
        if (of(FleetState.UP_TO_DATE) > 0) {
            parts.add(are(of(FleetState.UP_TO_DATE)) + " up to date");
        }
        if (of(FleetState.STALE) > 0) {
            parts.add(are(of(FleetState.STALE)) + " stale");
        }
        if (of(FleetState.ON_ITS_WAY) > 0) {
            parts.add(are(of(FleetState.ON_ITS_WAY)) + " on " + (of(FleetState.ON_ITS_WAY) == 1 ? "its" : "their")
                    + " way");
        }
        if (failing() > 0) {
            parts.add(Words.spelled(failing()) + (failing() == 1 ? " fails" : " fail") + " for " + Words.spelled(causes)
                    + (causes == 1 ? " cause" : " causes"));
        }
        String carry = Words.count(numbers.images(), "image") + (numbers.images() == 1 ? " carries " : " carry ")
                + Words.count(numbers.tags(), "tag") + ".";
        String rest = String.join(", ", parts);
        return rest.isEmpty() ? carry : carry + " " + Character.toUpperCase(rest.charAt(0)) + rest.substring(1) + ".";
    }

    String title() {
        if (failing() == 0 && of(FleetState.ON_ITS_WAY) == 0) {
            return "Fleet";
        }
        List<String> parts = new ArrayList<>();
        if (failing() > 0) {
            parts.add(failing() + " fail");
        }
        if (of(FleetState.ON_ITS_WAY) > 0) {
            parts.add(of(FleetState.ON_ITS_WAY) + " on their way");
        }
        return String.join(", ", parts) + ": fleet";
    }

    private long failing() {
        return of(FleetState.NEWLY_FAILING) + of(FleetState.STILL_FAILING);
    }

    private long of(FleetState state) {
        return numbers.states().get(state);
    }

    private static String are(long number) {
        return Words.spelled(number) + (number == 1 ? " is" : " are");
    }
}
