package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is remembered of a feed: its last good answer, and with it what former answers had and this one does not. A
 * release leaves it, or loses facts that the family asks for, only when the catalogue says that it is withdrawn.
 *
 * @param answeredAt when the feed last gave a good answer
 * @param entries the releases, lowest version first
 * @param missing the versions among them that the last answer did not have
 * @param lacking the versions among them that the last answer had without facts that are asked for and were there
 *     before
 * @param noVersions names of tags in the last answer that are no versions
 */
public record RememberedAnswer(
        Instant answeredAt,
        List<FeedEntry> entries,
        Set<String> missing,
        Set<String> lacking,
        List<String> noVersions) {
    private static final int NAMED = 10;
    private static final String WITHOUT = " without facts that are asked for and that it gave before";

    /**
     * What is to be remembered after the first answer.
     *
     * @throws FeedException if it holds no releases
     */
    public static RememberedAnswer first(FeedAnswer answer, Instant now) {
        if (answer.entries().isEmpty()) {
            throw new FeedException("the answer holds no releases"
                    + (answer.noVersions().isEmpty() ? "" : "; no versions are " + some(answer.noVersions())));
        }
        return new RememberedAnswer(now, answer.entries(), Set.of(), Set.of(), answer.noVersions());
    }

    /**
     * What is to be remembered after another answer.
     *
     * @throws FeedException if it lost more than the feed may lose, or changed a checksum; then nothing is to be
     *     planned
     */
    public RememberedAnswer after(FeedAnswer answer, Feed feed, Instant now) {
        List<FeedEntry> known = entries.stream()
                .filter(entry -> !feed.withdrawn(entry.version()))
                .toList();
        Map<String, FeedEntry> told = answer.entries().stream()
                .collect(Collectors.toMap(entry -> entry.version().text(), Function.identity()));
        List<FeedEntry> missed = known.stream()
                .filter(entry -> !told.containsKey(entry.version().text()))
                .toList();
        List<FeedEntry> bare = known.stream()
                .filter(entry -> told.containsKey(entry.version().text())
                        && feed.takes(entry)
                        && !feed.takes(told.get(entry.version().text()).keeping(entry)))
                .toList();
        refuseLoss(feed, known, missed, bare);
        List<String> changed = versions(known.stream()
                .filter(entry -> told.containsKey(entry.version().text())
                        && entry.contradicts(told.get(entry.version().text()))));
        if (!changed.isEmpty()) {
            throw changed(changed);
        }
        Map<String, FeedEntry> before =
                known.stream().collect(Collectors.toMap(entry -> entry.version().text(), Function.identity()));
        Map<String, FeedEntry> all = new TreeMap<>();
        answer.entries()
                .forEach(entry -> all.put(
                        entry.version().text(),
                        entry.keeping(before.getOrDefault(entry.version().text(), entry))));
        Stream.concat(missed.stream(), bare.stream())
                .forEach(entry -> all.put(entry.version().text(), entry));
        return new RememberedAnswer(
                now,
                all.values().stream().sorted(FeedEntry.ORDER).toList(),
                new TreeSet<>(versions(missed.stream())),
                new TreeSet<>(versions(bare.stream())),
                answer.noVersions());
    }

    /** What is said of these versions, whose checksums are others than before. */
    public static FeedException changed(List<String> versions) {
        return new FeedException("the feed changed the checksum of " + some(versions)
                + ", though a release never changes; find out why. If it is right, name the version in"
                + " feed.withdrawn, and state it with its new values under releases");
    }

    private void refuseLoss(Feed feed, List<FeedEntry> known, List<FeedEntry> missed, List<FeedEntry> bare) {
        List<String> lost = versions(Stream.concat(missed.stream(), bare.stream())
                .filter(entry -> feed.selects(entry.version()))
                .sorted(FeedEntry.ORDER));
        long of = known.stream().filter(entry -> feed.selects(entry.version())).count();
        if (lost.size() * 100L > feed.maxLossPercent() * of) {
            throw new FeedException("the feed lost " + lost.size() + " of the " + of + " releases that it had on "
                    + answeredAt + ", more than " + feed.maxLossPercent() + " %: " + some(lost)
                    + (bare.isEmpty() ? "" : "; it lists " + some(versions(bare.stream())) + WITHOUT)
                    + "; see what is wrong with it. If they are gone for good, name them in feed.withdrawn, for example"
                    + " withdrawn: \"" + String.join(" || ", lost.subList(0, Math.min(2, lost.size()))) + "\"");
        }
    }

    /** The reading of the feed by what is remembered. */
    public FeedReading reading(Feed feed) {
        List<String> notices = new ArrayList<>();
        noteKept(notices, "no longer lists ", taken(missing, feed), "; kept until feed.withdrawn names ");
        noteKept(notices, "lists ", taken(lacking, feed), WITHOUT + "; kept with them until feed.withdrawn names ");
        if (!noVersions.isEmpty()) {
            notices.add("tags that are no versions are left out: " + some(noVersions));
        }
        return new FeedReading(entries, List.copyOf(notices));
    }

    private List<String> taken(Set<String> versions, Feed feed) {
        return versions(entries.stream()
                .filter(entry -> versions.contains(entry.version().text()) && feed.selects(entry.version())));
    }

    private static void noteKept(List<String> notices, String what, List<String> kept, String until) {
        if (!kept.isEmpty()) {
            notices.add(what + some(kept) + until + (kept.size() == 1 ? "it" : "them"));
        }
    }

    /** As JSON. */
    public String json() {
        ObjectNode json = FeedJson.MAPPER.createObjectNode();
        json.put("answeredAt", answeredAt.toString());
        ArrayNode releases = json.putArray("releases");
        entries.forEach(entry -> {
            ObjectNode release =
                    releases.addObject().put("version", entry.version().text());
            if (entry.codename() != null) {
                release.put("codename", entry.codename());
            }
            entry.facts().forEach(release::put);
        });
        missing.forEach(json.putArray("missing")::add);
        lacking.forEach(json.putArray("lacking")::add);
        noVersions.forEach(json.putArray("noVersions")::add);
        return FeedJson.remembered(json);
    }

    /**
     * Reads JSON.
     *
     * @throws FeedException if it is not what {@link #json} wrote
     */
    public static RememberedAnswer parse(String json) {
        try {
            JsonNode node = FeedJson.remembered(json);
            FeedAnswer.Collector releases = new FeedAnswer.Collector(null, Integer.MAX_VALUE);
            JsonReleases.read(node, releases);
            return new RememberedAnswer(
                    Instant.parse(node.path("answeredAt").asText()),
                    releases.answer().entries(),
                    new TreeSet<>(texts(node.path("missing"))),
                    new TreeSet<>(texts(node.path("lacking"))),
                    texts(node.path("noVersions")));
        } catch (DateTimeException e) {
            throw new FeedException("'answeredAt' is no time: " + e.getMessage());
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> versions(Stream<FeedEntry> entries) {
        return entries.map(entry -> entry.version().text()).toList();
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED + 1
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }
}
