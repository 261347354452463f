package dev.imprimatur.planner.suggestion;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds what the writer may have meant. */
public final class Suggestion {
    private static final int FAR = 3;

    /** What is longer is like no other: a comparison takes as much memory as both lengths multiplied. */
    private static final int LONGEST = 200;

    private Suggestion() {}

    /** {@code ; did you mean 'releases'?}, or nothing if no known word is near. */
    public static String of(String word, Collection<String> known) {
        return nearest(word, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }

    /** {@code 'alias' is unknown here; did you mean 'aliases'? Expected one of …}. */
    public static String unknown(String word, Collection<String> known) {
        String suggestion = of(word, known);
        return "'" + word + "' is unknown here" + suggestion
                + (suggestion.isEmpty() ? ", expected one of " : " Expected one of ")
                + String.join(", ", new TreeSet<>(known));
    }

    /** The known word that is nearest, if one is near. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(each -> Math.max(wanted.length(), each.length()) <= LONGEST)
                .filter(each -> near(wanted, each.toLowerCase(Locale.ROOT)))
                .min(Comparator.<String>comparingInt(each -> distance(wanted, each.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean near(String wanted, String known) {
        boolean begins = Math.min(wanted.length(), known.length()) >= FAR
                && (known.startsWith(wanted) || wanted.startsWith(known));
        return begins || distance(wanted, known) <= Math.max(1, Math.min(FAR, known.length() / FAR));
    }

    /** The Damerau-Levenshtein distance (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
