package dev.imprimatur.console.page.start;

import dev.imprimatur.events.Priority;
import java.util.Arrays;
import java.util.List;

/**
 * What the page that starts rebuilds shows.
 *
 * @param choice what is chosen
 * @param preview what that would do; null where nothing is chosen, or the renderer does not say
 * @param trouble why there is no preview, or null
 * @param changed how the plan differs from the one whose button was pressed; empty if none was
 */
public record StartView(Choice choice, Preview preview, String trouble, List<String> changed) {

    /** How urgent it can be. */
    public List<String> priorities() {
        return Arrays.stream(Priority.values()).map(Priority::toString).toList();
    }

    /** What the page is opened for. */
    public String headline() {
        if (!changed.isEmpty()) {
            return "The plan has changed. Nothing was started.";
        }
        if (preview == null) {
            return trouble == null ? "Which images are to be rebuilt?" : "That cannot be planned.";
        }
        return preview.sum();
    }
}
