package dev.imprimatur.planner.plan;

import dev.imprimatur.events.ImageKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Selects images by glob patterns over {@code family/version/variant}, separated by commas; a family's name alone
 * stands for all its images. {@code *} matches any text within a part, {@code ?} one character.
 */
public final class Selection implements Predicate<ImageKey> {
    private final List<String> globs;
    private final Pattern pattern;

    private Selection(List<String> globs) {
        this.globs = globs;
        this.pattern = pattern(globs);
    }

    /** Reads a selection, for example {@code node/22.?.?/bookworm,node-base}. */
    public static Selection parse(String text) {
        return new Selection(Arrays.stream(text.split(","))
                .map(String::strip)
                .map(glob -> glob.contains("/") ? glob : glob + "/*/*")
                .toList());
    }

    private static Pattern pattern(List<String> globs) {
        return Pattern.compile(globs.stream().map(Selection::regex).collect(Collectors.joining("|")));
    }

    /** Whether a pattern names this very family, not only by a {@code *} or {@code ?} that happens to match it. */
    public boolean names(String family) {
        return families().anyMatch(family::equals);
    }

    /** Whether a pattern may pick images of this family. */
    public boolean mayPick(String family) {
        return pattern(families().toList()).matcher(family).matches();
    }

    private Stream<String> families() {
        return globs.stream().map(glob -> glob.substring(0, glob.indexOf('/')));
    }

    private static String regex(String glob) {
        return glob.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> "[^/]*";
                    case '?' -> "[^/]";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
    }

    @Override
    public boolean test(ImageKey image) {
        return pattern.matcher(image.toString()).matches();
    }
}
