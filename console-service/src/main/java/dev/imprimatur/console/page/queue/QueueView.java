package dev.imprimatur.console.page.queue;

import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.frame.Words;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the page of the queue shows.
 *
 * @param one the stage that is shown alone, or null for all
 * @param stages all stages
 * @param left how long rebuilds that something waits for will still take, by id, as far as anything tells
 */
public record QueueView(QueueStop one, List<StageView> stages, Map<String, Duration> left) {

    /** How long this rebuild will still take; null where nothing tells. */
    public String left(String rebuild) {
        return left.containsKey(rebuild) ? Times.words(left.get(rebuild)) : null;
    }

    /** The stages whose images are shown. */
    public List<StageView> shown() {
        return stages.stream()
                .filter(view -> one == null ? view.shown() : view.stage() == one)
                .toList();
    }

    /** How many wait in all, as far as that is known. */
    public long all() {
        return stages.stream()
                .map(StageView::total)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What the page is opened for, in a sentence or two. */
    public String headline() {
        String unknown = stages.stream()
                .filter(view -> view.total() == null)
                .map(view -> view.stage().word())
                .collect(Collectors.joining(", "));
        String known = all() == 0
                ? "Nothing waits"
                : Words.capital(all()) + (all() == 1 ? " waits" : " wait") + ": "
                        + stages.stream()
                                .filter(view -> view.total() != null && view.total() > 0)
                                .map(view -> Words.spelled(view.total()) + " "
                                        + view.stage().word())
                                .collect(Collectors.joining(", "));
        return unknown.isEmpty() ? known + "." : known + ". It is not known how many are " + unknown + ".";
    }

    /** The same in the few words of a title. */
    public String title() {
        return all() == 0 ? "Queue" : all() + " wait: queue";
    }
}
