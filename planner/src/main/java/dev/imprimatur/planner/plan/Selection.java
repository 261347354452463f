package dev.imprimatur.planner.plan;

import dev.imprimatur.messaging.event.ImageKey;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Selects images by glob patterns over {@code family/version/variant}, separated by commas; a family's name alone
 * stands for all its images. {@code *} matches any text within a part, {@code ?} one character.
 */
public final class Selection implements Predicate<ImageKey> {
    private final Pattern pattern;

    private Selection(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Reads a selection, for example {@code node/22.?.?/bookworm,node-base}. */
    public static Selection parse(String text) {
        return new Selection(Pattern.compile(Arrays.stream(text.split(","))
                .map(String::strip)
                .map(glob -> glob.contains("/") ? glob : glob + "/*/*")
                .map(Selection::regex)
                .collect(Collectors.joining("|"))));
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
