package dev.imprimatur.console.page.queue;

import dev.imprimatur.console.answer.Waiting;
import java.util.List;

/**
 * A stage at which images wait.
 *
 * @param stage which
 * @param total how many wait there, or null if it is not known
 * @param waiting a part of them, in the order in which they are taken
 * @param page which part
 * @param more whether there is more
 * @param trouble why it is not known what waits, or null
 */
public record StageView(QueueStop stage, Long total, List<Waiting> waiting, int page, boolean more, String trouble) {

    /** How many wait, in words. */
    public String number() {
        return total == null ? "not known" : Long.toString(total);
    }

    /** Whether something is to be said of it where all stages are shown. */
    public boolean shown() {
        return trouble != null || !waiting.isEmpty();
    }

    /** Where it alone is shown. */
    public String address() {
        return address(1);
    }

    /** Where the part before this one is shown. */
    public String before() {
        return address(page - 1);
    }

    /** Where the next part is shown. */
    public String next() {
        return address(page + 1);
    }

    private String address(int part) {
        return "/queue?stage=" + stage + (part == 1 ? "" : "&page=" + part);
    }
}
