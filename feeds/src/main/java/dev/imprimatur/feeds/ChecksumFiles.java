package dev.imprimatur.feeds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.planner.feed.Checksums;
import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedEntry;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedSource;
import dev.imprimatur.planner.feed.RememberedAnswer;
import dev.imprimatur.planner.version.Version;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The checksums of releases' files, which stand beside the files. A release never changes, so each is fetched once and
 * remembered permanently.
 */
final class ChecksumFiles {
    private static final int AT_ONCE = 4;
    private static final int PATIENCE = 3;
    private static final int LARGEST = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FeedMemory memory;
    private final HttpPages http;

    ChecksumFiles(FeedMemory memory, HttpPages http) {
        this.memory = memory;
        this.http = http;
    }

    /** The reading with checksums; what is neither wanted nor known is left out. */
    FeedReading with(String family, Feed feed, FeedReading reading, Predicate<Version> wanted) {
        Map<String, Map<String, String>> known =
                new ConcurrentHashMap<>(parsed(feed, memory.recall(family, name(feed))));
        List<Version> unknown = reading.entries().stream()
                .filter(feed::selects)
                .map(FeedEntry::version)
                .filter(version -> !covers(known, version, feed))
                .toList();
        List<Version> missing = unknown.stream().filter(wanted).toList();
        List<String> notices = new ArrayList<>(reading.notices());
        if (reading.answers() && !missing.isEmpty()) {
            Set<Version> changed = new ConcurrentSkipListSet<>();
            notices.addAll(fetch(feed, missing, known, changed));
            changed.addAll(remember(family, feed, known));
            refuse(feed, changed);
        }
        List<FeedEntry> entries = reading.entries().stream()
                .filter(entry -> !unknown.contains(entry.version()) || missing.contains(entry.version()))
                .map(entry -> entry.and(facts(feed, entry.version(), known)))
                .toList();
        return new FeedReading(entries, List.copyOf(notices), reading.answers());
    }

    private static boolean covers(Map<String, Map<String, String>> known, Version version, Feed feed) {
        return known.getOrDefault(version.text(), Map.of()).keySet().containsAll(feed.files(version));
    }

    /**
     * Fetches what is missing, a few at once, and gives up when the site seems to have gone or all take too long, which
     * leaves the rest to the next reading; returns what it lacks.
     */
    private List<String> fetch(
            Feed feed, List<Version> missing, Map<String, Map<String, String>> known, Set<Version> changed) {
        Map<Version, String> failed = new ConcurrentHashMap<>();
        AtomicInteger failures = new AtomicInteger();
        long end = http.end();
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            missing.forEach(version -> pool.execute(() -> {
                if (failures.get() >= PATIENCE) {
                    failed.put(version, "given up");
                    return;
                }
                if (System.nanoTime() - end >= 0) {
                    failed.put(version, "not asked, as all together took longer than " + http.wholeText());
                    return;
                }
                try {
                    Map<String, String> sums = new TreeMap<>(known.getOrDefault(version.text(), Map.of()));
                    if (add(fetch(feed, version, end), sums, feed.files(version))) {
                        known.put(version.text(), sums);
                    } else {
                        changed.add(version);
                    }
                } catch (RuntimeException e) {
                    failures.incrementAndGet();
                    failed.put(version, e.getMessage());
                }
            }));
        }
        return missing.stream()
                .filter(failed::containsKey)
                .limit(1)
                .map(first -> "the checksums of " + failed.size() + (failed.size() == 1 ? " release" : " releases")
                        + " cannot be had, of " + first + " from " + address(feed, first) + ": " + failed.get(first))
                .toList();
    }

    private static void refuse(Feed feed, Set<Version> changed) {
        if (!changed.isEmpty()) {
            throw new FeedException(feed.source() + ": "
                    + RememberedAnswer.changed(
                                    changed.stream().map(Version::text).toList())
                            .getMessage());
        }
    }

    private Map<String, String> fetch(Feed feed, Version version, long end) {
        return Checksums.parse(String.join("\n", http.get(address(feed, version), LARGEST, end)));
    }

    /** Adds what is asked for, and returns whether nothing that was known is another now. */
    private static boolean add(Map<String, String> fetched, Map<String, String> known, Set<String> asked) {
        boolean same = known.entrySet().stream()
                .allMatch(sum ->
                        fetched.getOrDefault(sum.getKey(), sum.getValue()).equals(sum.getValue()));
        asked.stream().filter(fetched::containsKey).forEach(file -> known.putIfAbsent(file, fetched.get(file)));
        return same;
    }

    private static Map<String, String> facts(Feed feed, Version version, Map<String, Map<String, String>> known) {
        Map<String, String> facts = new TreeMap<>();
        known.getOrDefault(version.text(), Map.of()).forEach((file, sum) -> {
            facts.put(Feed.SHA256 + file, sum);
            facts.put(Feed.URL + file, address(feed, version).resolve(file).toString());
        });
        return facts;
    }

    private static URI address(Feed feed, Version version) {
        URI index = ((FeedSource.Url) feed.source()).url();
        return index.resolve(Feed.named(feed.checksums().orElseThrow(), version));
    }

    private Map<String, Map<String, String>> parsed(Feed feed, Optional<String> remembered) {
        try {
            return JSON.readValue(remembered.orElse("{}"), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new FeedException(feed.source() + ": the checksums that are remembered in " + memory
                    + " are damaged; remove them there to start again");
        }
    }

    /**
     * Remembers what is known, and knows afterwards what others noted meanwhile: of a file that has a checksum by then
     * that one stays. Returns the versions for which it is another one.
     */
    private Set<Version> remember(String family, Feed feed, Map<String, Map<String, String>> known) {
        Set<Version> changed = new TreeSet<>();
        Optional<String> recalled;
        do {
            recalled = memory.recall(family, name(feed));
            parsed(feed, recalled).forEach((version, noted) -> {
                Map<String, String> sums = new TreeMap<>(known.getOrDefault(version, Map.of()));
                if (!add(noted, sums, Set.of())) {
                    changed.add(Version.parse(version));
                }
                sums.putAll(noted);
                known.put(version, sums);
            });
        } while (!memory.remember(family, name(feed), recalled, json(known)));
        return changed;
    }

    private static String json(Map<String, Map<String, String>> known) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(known));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("checksums are always JSON", e);
        }
    }

    private static String name(Feed feed) {
        return feed.name() + " " + feed.checksums().orElseThrow();
    }
}
