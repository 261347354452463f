package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.system.soak.Entry.Judged;
import dev.imprimatur.system.soak.Entry.Level;
import dev.imprimatur.system.soak.Entry.Published;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What work has left on the engine, and in staging of what is decided. What a build staged that was cancelled before it
 * could say so stays there: that has no bound.
 */
final class Leftovers {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI engine;
    private final RegistryView staging;

    /** In this registry, and on a simulated engine at this address. */
    Leftovers(RegistryView staging, URI engine) {
        this.staging = staging;
        this.engine = engine;
    }

    /** How much there is of each kind now, after what this history tells. */
    List<Level> now(List<Entry> history) throws IOException, InterruptedException {
        Set<String> decided = decided(history);
        int left = 0;
        for (String repository : staging.repositories()) {
            for (String tag : staging.tagsOf(repository)) {
                if (staging.digest(tag).filter(decided::contains).isPresent()) {
                    left++;
                }
            }
        }
        Instant at = Instant.now();
        return List.of(
                new Level(at, "images on the engine", images()),
                new Level(at, "tags in staging of what is decided", left));
    }

    /** Digests that were rejected, published, or refused by the publisher. */
    private static Set<String> decided(List<Entry> history) {
        Set<String> decided = new HashSet<>();
        for (Entry entry : history) {
            switch (entry) {
                case Judged verdict when verdict.signed() && !verdict.approved() -> decided.add(verdict.digest());
                case Published told -> decided.add(told.digest());
                default -> {}
            }
        }
        return decided;
    }

    private long images() throws IOException, InterruptedException {
        JsonNode images = EventJson.MAPPER.readTree(http.send(
                        HttpRequest.newBuilder(engine.resolve("/images/json"))
                                .timeout(LIMIT)
                                .build(),
                        BodyHandlers.ofByteArray())
                .body());
        return images.size();
    }
}
