package dev.imprimatur.console.page.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.fleet.FleetImage;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what users pull with another revision: each publication told which packages differ from the one before it,
 * and steps add up. Where one of them did not tell, or not all, nothing is guessed.
 */
@ApplicationScoped
class Comparisons {
    private static final int MOST = 50;
    private static final String PUBLICATIONS = "from RecordedEvent e where e.topic = 'publish-completed' and e.key = ?1"
            + " and e.rebuildId in (select r.rebuildId from ImageRun r where r.image = ?1) order by e.seq";

    /** The versions of a package on both sides. */
    private record Versions(String was, String is) {
        Versions turned() {
            return new Versions(is, was);
        }
    }

    /** With this revision; nothing if there is no such one, or it is what users pull. */
    Optional<Comparison> with(FleetImage image, String revision, List<ImageDetail.Revision> revisions) {
        return revisions.stream()
                .filter(each -> each.name().equals(revision) && !each.current() && image.digest != null)
                .findFirst()
                .map(each -> between(image, each));
    }

    private static Comparison between(FleetImage image, ImageDetail.Revision other) {
        Map<String, JsonNode> changes = changes(image.image);
        Optional<Map<String, Versions>> differ = steps(changes, other.digest(), image.digest)
                .or(() -> steps(changes, image.digest, other.digest()).map(Comparisons::turned));
        if (differ.isEmpty()) {
            String repository = image.tags[0].substring(0, image.tags[0].lastIndexOf(':'));
            return new Comparison(
                    other.name(),
                    List.of(),
                    0,
                    "./imprimatur diff " + Words.quoted(repository + "@" + other.digest()) + " "
                            + Words.quoted(repository + "@" + image.digest));
        }
        List<ImageDetail.Package> packages = differ.get().entrySet().stream()
                .map(each -> new ImageDetail.Package(
                        each.getKey(), each.getValue().was(), each.getValue().is()))
                .limit(MOST)
                .toList();
        return new Comparison(other.name(), packages, differ.get().size() - packages.size(), null);
    }

    /** By digest what its publication told. */
    private static Map<String, JsonNode> changes(String image) {
        Map<String, JsonNode> changes = new HashMap<>();
        RecordedEvent.<RecordedEvent>list(PUBLICATIONS, image).forEach(event -> {
            JsonNode published = parsed(event.json);
            if (published.hasNonNull("change")) {
                changes.putIfAbsent(published.path("digest").asText(), published.path("change"));
            }
        });
        return changes;
    }

    /** The packages that differ from one digest to a later one; nothing where a step between them did not tell. */
    private static Optional<Map<String, Versions>> steps(Map<String, JsonNode> changes, String from, String to) {
        Map<String, Versions> differ = new TreeMap<>();
        String at = to;
        // Each step is gone once: a digest that came back would lead in a circle.
        for (int left = changes.size(); !at.equals(from); left--) {
            JsonNode change = changes.get(at);
            if (left == 0
                    || change == null
                    || !change.hasNonNull("since")
                    || !change.hasNonNull("packages")
                    || change.path("morePackages").asInt() > 0) {
                return Optional.empty();
            }
            for (JsonNode one : change.path("packages")) {
                String was = texts(one.path("from"));
                differ.merge(
                        one.path("name").asText(),
                        new Versions(was, texts(one.path("to"))),
                        (later, earlier) -> new Versions(was, later.is()));
            }
            at = change.path("since").asText();
        }
        differ.values().removeIf(versions -> versions.was().equals(versions.is()));
        return Optional.of(differ);
    }

    private static Map<String, Versions> turned(Map<String, Versions> differ) {
        Map<String, Versions> turned = new TreeMap<>();
        differ.forEach((name, versions) -> turned.put(name, versions.turned()));
        return turned;
    }

    private static String texts(JsonNode versions) {
        return versions.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }

    private static JsonNode parsed(String json) {
        try {
            return EventJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept event is no JSON: " + e.getMessage(), e);
        }
    }
}
