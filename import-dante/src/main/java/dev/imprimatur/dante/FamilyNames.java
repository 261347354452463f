package dev.imprimatur.dante;

import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.version.Version;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names and versions for images that a catalogue has to call by family and version. */
final class FamilyNames {
    private static final Pattern WORD = Pattern.compile("^[A-Za-z]+-");

    private FamilyNames() {}

    /** A name for each: as short as the others allow. */
    static Map<Tag, String> of(Collection<Tag> tags) {
        Map<String, Long> shortNames =
                tags.stream().collect(Collectors.groupingBy(FamilyNames::shortName, Collectors.counting()));
        Set<String> taken = new HashSet<>();
        Map<Tag, String> names = new HashMap<>();
        for (Tag tag : tags) {
            String name = shortNames.get(shortName(tag)) == 1
                    ? shortName(tag)
                    : named(tag.repository().path().replace('/', '-'), tag);
            String free = name;
            for (int i = 2; !taken.add(free); i++) {
                free = name + "-" + i;
            }
            names.put(tag, free);
        }
        return names;
    }

    private static String shortName(Tag tag) {
        String path = tag.repository().path();
        return named(path.substring(path.lastIndexOf('/') + 1), tag);
    }

    private static String named(String repository, Tag tag) {
        return tag.name().equals("latest") ? repository : repository + "-" + tag.name();
    }

    /** The version that a tag stands for. A tag that has none becomes a pre-release of nothing, below every version. */
    static Version version(Tag tag) {
        String word = tag.name().replaceAll("[^0-9A-Za-z]+", "-").replaceAll("^-|-$", "");
        return Stream.<String>of(
                        tag.name(), WORD.matcher(tag.name()).replaceFirst(""), "0.0.0-" + word, "0.0.0-x" + word)
                .map(FamilyNames::parsed)
                .flatMap(Function.identity())
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Version> parsed(String text) {
        try {
            return Stream.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }
}
