package dev.imprimatur.sbom;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How an installed package differs between two images.
 *
 * @param change {@code added}, {@code removed} or {@code changed}
 * @param name its package URL without version and qualifiers, for example {@code pkg:deb/debian/libssl3}
 * @param from its versions in the first image; several where it is installed several times
 * @param to its versions in the second image
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PackageDifference(String change, String name, Collection<String> from, Collection<String> to) {

    /** What differs between two CycloneDX bills of materials, by name. */
    public static List<PackageDifference> between(JsonNode first, JsonNode second) {
        Map<String, Set<String>> from = versions(first);
        Map<String, Set<String>> to = versions(second);
        Set<String> names = new TreeSet<>(from.keySet());
        names.addAll(to.keySet());
        return names.stream()
                .map(name -> of(name, from.getOrDefault(name, Set.of()), to.getOrDefault(name, Set.of())))
                .filter(change -> !change.from.equals(change.to))
                .toList();
    }

    private static PackageDifference of(String name, Set<String> from, Set<String> to) {
        return new PackageDifference(from.isEmpty() ? "added" : to.isEmpty() ? "removed" : "changed", name, from, to);
    }

    private static Map<String, Set<String>> versions(JsonNode bill) {
        Map<String, Set<String>> versions = new TreeMap<>();
        bill.path("components")
                .forEach(component -> versions.computeIfAbsent(name(component), name -> new TreeSet<>())
                        .add(component.path("version").asText()));
        return versions;
    }

    /** A package URL begins {@code pkg:type/namespace/name@version?qualifiers}; in a name an @ is written %40. */
    private static String name(JsonNode component) {
        String purl = component.path("purl").asText();
        return purl.isEmpty() ? component.path("name").asText() : purl.split("[@?#]", 2)[0];
    }
}
