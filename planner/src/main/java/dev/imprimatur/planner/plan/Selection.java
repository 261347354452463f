package dev.imprimatur.planner.plan;

import dev.imprimatur.events.Glob;
import dev.imprimatur.events.ImageKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Selects images by glob patterns over {@code family/version/variant}, separated by commas; a family's name alone
 * stands for all its images. {@code *} matches any text within a part, {@code ?} one character.
 */
public final class Selection implements Predicate<ImageKey> {
    private final List<Glob> globs;

    private Selection(List<Glob> globs) {
        this.globs = globs;
    }

    /** Reads a selection, for example {@code node/22.?.?/bookworm,node-base}. */
    public static Selection parse(String text) {
        return new Selection(Arrays.stream(text.split(","))
                .map(String::strip)
                .map(glob -> new Glob(glob.contains("/") ? glob : glob + "/*/*"))
                .toList());
    }

    /** Whether a pattern names this very family, not only by a {@code *} or {@code ?} that happens to match it. */
    public boolean names(String family) {
        return families().anyMatch(family::equals);
    }

    /** Whether a pattern may pick images of this family. */
    public boolean mayPick(String family) {
        return families().anyMatch(glob -> new Glob(glob).matches(family));
    }

    private Stream<String> families() {
        return globs.stream()
                .map(glob -> glob.pattern().substring(0, glob.pattern().indexOf('/')));
    }

    @Override
    public boolean test(ImageKey image) {
        String name = image.toString();
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }
}
