package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.frame.Words;
import java.util.List;

/**
 * Images of a rebuild that failed themselves with the same kind of failure.
 *
 * @param kind the kind, as in {@code command-failed}
 * @param count how many images
 * @param roots the first few of them
 */
public record FailureKind(String kind, long count, List<RootFailure> roots) {

    /** How many images, in words. */
    public String number() {
        return Words.count(count, "image");
    }

    /** How many of them are not shown. */
    public long more() {
        return count - roots.size();
    }
}
