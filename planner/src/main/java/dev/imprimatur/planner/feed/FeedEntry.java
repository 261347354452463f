package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.Version;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A release as a feed lists it.
 *
 * @param version its version
 * @param codename its line's long-term support name, or null
 * @param facts what else the feed says, by name: one line of text each
 */
public record FeedEntry(Version version, String codename, Map<String, String> facts) {
    /** By version; versions that Semantic Versioning holds for equal, by their text. */
    public static final Comparator<FeedEntry> ORDER = Comparator.comparing(FeedEntry::version)
            .thenComparing(entry -> entry.version().text());

    private static final Pattern CHECKSUM = Pattern.compile("sha(1|256|384|512)(:.*)?");
    private static final Pattern ONE_LINE = Pattern.compile("\\P{Cntrl}*");

    /** Facts of several lines are left out: a template's value is one line. */
    public FeedEntry {
        Map<String, String> sorted = new TreeMap<>();
        facts.forEach((name, value) -> {
            if (ONE_LINE.matcher(name + value).matches()) {
                sorted.put(name, value);
            }
        });
        facts = Collections.unmodifiableMap(sorted);
    }

    /** An entry whose fact {@code codename}, if there is one, is its code name. */
    static FeedEntry of(Version version, Map<String, String> facts) {
        Map<String, String> others = new TreeMap<>(facts);
        String codename = others.remove("codename");
        return new FeedEntry(version, codename, others);
    }

    /** The same release with more facts. */
    public FeedEntry and(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(facts);
        all.putAll(more);
        return new FeedEntry(version, codename, all);
    }

    /** The same release with the checksums that were known before and that it lacks. */
    FeedEntry keeping(FeedEntry known) {
        Map<String, String> all = new TreeMap<>(known.facts);
        all.keySet().removeIf(name -> !CHECKSUM.matcher(name).matches());
        all.putAll(facts);
        return new FeedEntry(version, codename, all);
    }

    /** Whether both entries know the same checksum by different values. */
    boolean contradicts(FeedEntry other) {
        return facts.entrySet().stream()
                .anyMatch(fact -> CHECKSUM.matcher(fact.getKey()).matches()
                        && other.facts.containsKey(fact.getKey())
                        && !other.facts.get(fact.getKey()).equals(fact.getValue()));
    }
}
