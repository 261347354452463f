package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.dockerfile.Parts;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The whole context of a build, as an instruction copies it in either of its forms. */
public final class WholeContext {
    private static final Set<String> COPIES = Set.of("COPY", "ADD");
    private static final Pattern EVERYTHING = Pattern.compile("(?:\\.?/)*+[.*]*+/?");
    private static final Pattern QUOTES = Pattern.compile("[\"'\\\\]");

    private WholeContext() {}

    /** Whether the instruction copies all of it. */
    public static boolean isCopiedBy(Instruction instruction) {
        Parts parts = Parts.of(instruction.text()).held();
        if (!COPIES.contains(parts.name())) {
            return false;
        }
        List<String> words = JsonWords.of(parts.rest()).orElseGet(parts::words);
        return words.stream().limit(Math.max(0, words.size() - 1)).anyMatch(WholeContext::isEverything);
    }

    private static boolean isEverything(String word) {
        return word != null
                && EVERYTHING.matcher(QUOTES.matcher(word).replaceAll("")).matches();
    }
}
