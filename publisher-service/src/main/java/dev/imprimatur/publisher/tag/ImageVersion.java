package dev.imprimatur.publisher.tag;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image's version in the order in which the catalogue's versions are planned: that of semantic versioning, where
 * what has fewer numbers is filled up with zeros ({@code 0.12}), and between equals the build metadata decides, so that
 * {@code 17.0.9+10} comes after {@code 17.0.9+9}.
 *
 * @param numbers those of the release; none for a text without any
 * @param preRelease what stands behind a {@code -}; none for a release, which comes after its pre-releases
 * @param build what stands behind a {@code +}; none if nothing does
 */
record ImageVersion(List<String> numbers, List<String> preRelease, List<String> build) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)*)(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** What the text begins with, or the first number in it. */
    static ImageVersion of(String text) {
        Matcher form = FORM.matcher(text);
        return form.find()
                ? new ImageVersion(parts(form.group(1)), parts(form.group(2)), parts(form.group(3)))
                : new ImageVersion(List.of(), List.of(), List.of());
    }

    private static List<String> parts(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("\\."))
                        .filter(part -> !part.isEmpty())
                        .toList();
    }

    /** Whether this is certainly higher; a version without any number is not. */
    boolean isHigherThan(ImageVersion other) {
        return !numbers.isEmpty() && !other.numbers.isEmpty() && compareTo(other) > 0;
    }

    private int compareTo(ImageVersion other) {
        int byNumbers = compare(numbers, other.numbers, "0");
        if (byNumbers != 0) {
            return byNumbers;
        }
        if (preRelease.isEmpty() != other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        int byPreRelease = compare(preRelease, other.preRelease, null);
        return byPreRelease != 0 ? byPreRelease : compare(build, other.build, null);
    }

    /** Compares part by part. A missing part counts as the filling, or as lower than every other if that is null. */
    private static int compare(List<String> parts, List<String> others, String filling) {
        for (int i = 0; i < Math.max(parts.size(), others.size()); i++) {
            int step = compare(part(parts, i, filling), part(others, i, filling));
            if (step != 0) {
                return step;
            }
        }
        return 0;
    }

    private static String part(List<String> parts, int i, String filling) {
        return i < parts.size() ? parts.get(i) : filling;
    }

    private static int compare(String part, String other) {
        if (part == null || other == null) {
            return part == null ? -1 : 1;
        }
        boolean number = NUMBER.matcher(part).matches();
        boolean otherNumber = NUMBER.matcher(other).matches();
        if (number && otherNumber) {
            return new BigInteger(part).compareTo(new BigInteger(other));
        }
        return number != otherNumber ? (number ? -1 : 1) : part.compareTo(other);
    }
}
