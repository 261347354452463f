package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import dev.imprimatur.system.Script;
import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Wants something again and again: rebuilds of much and of little, rollbacks, cancels; changes the catalogue and the
 * keys.
 */
final class Generator {
    private static final String CATALOGUE_CHANGES = "the catalogue changes";
    private static final String KEY_ROTATES = "the key rotates";

    /** What it notes of what it does itself. */
    static final Set<String> WISHES = Set.of(CATALOGUE_CHANGES, KEY_ROTATES);

    private static final List<String> PRIORITIES = List.of("background", "scheduled", "manual", "security");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Random chance;
    private final Pace pace;
    private final Path catalog;
    private final String prefix;
    private final Script script;
    private final Wishes wishes;
    private final History history;
    private final Clockwork clockwork;

    Generator(
            long seed,
            Pace pace,
            Path catalog,
            String prefix,
            Script script,
            Wishes wishes,
            History history,
            Clockwork clockwork) {
        this.chance = new Random(seed);
        this.pace = pace;
        this.catalog = catalog;
        this.prefix = prefix;
        this.script = script;
        this.wishes = wishes;
        this.history = history;
        this.clockwork = clockwork;
    }

    /** What a run begins with. */
    void first() throws IOException {
        wishes.send(Topic.REBUILD_REQUESTED, rebuild("rebuild-all", null));
    }

    /** One more wish, after a pause. */
    void wish() throws InterruptedException, IOException {
        clockwork.pass(Duration.ofMillis(500 + chance.nextInt(4000)));
        List<Entry> seen = history.entries();
        Set<String> open = open(seen);
        switch (chance.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> {
                if (open.size() < pace.open()) {
                    request(chance.nextInt(3) == 0 ? rebuild("rebuild-all", null) : narrower());
                }
            }
            case 5, 6, 7, 8 -> rollback(seen);
            case 9, 10 -> cancel(List.copyOf(open));
            case 11, 12, 13, 14 -> change();
            default -> rotate();
        }
    }

    private static Set<String> open(List<Entry> seen) {
        Set<String> open = new LinkedHashSet<>();
        for (Entry entry : seen) {
            switch (entry) {
                case Requested request -> open.add(request.id());
                case Completed end -> open.remove(end.id());
                case RolledBack end -> open.remove(end.id());
                default -> {}
            }
        }
        return open;
    }

    private void request(ObjectNode request) throws InterruptedException, IOException {
        if (chance.nextBoolean()) {
            wishes.send(Topic.REBUILD_REQUESTED, request);
        } else {
            request.remove("rebuildId");
            wishes.post("/api/rebuilds", request);
        }
    }

    private ObjectNode narrower() {
        return switch (chance.nextInt(4)) {
            case 0 -> rebuild("rebuild-selected", prefix + "-base");
            case 1 -> rebuild("rebuild-selected", prefix + "-app/1.*/*");
            case 2 -> rebuild("rebuild-stale", null);
            default -> rebuild("rebuild-selected", prefix + "-app/*/bookworm");
        };
    }

    private ObjectNode rebuild(String type, String select) {
        ObjectNode request =
                json("rb").put("type", type).put("priority", PRIORITIES.get(chance.nextInt(PRIORITIES.size())));
        return select == null ? request : request.put("select", select);
    }

    private ObjectNode json(String kind) {
        UUID id = new UUID(chance.nextLong(), chance.nextLong());
        return EventJson.MAPPER.createObjectNode().put("reason", "soak").put("rebuildId", kind + "-" + id);
    }

    private void rollback(List<Entry> seen) throws InterruptedException, IOException {
        List<String> tags = seen.stream()
                .filter(Published.class::isInstance)
                .flatMap(entry -> ((Published) entry).tags().stream())
                .distinct()
                .toList();
        if (tags.isEmpty()) {
            return;
        }
        ObjectNode request = json("rollback").put("reference", tags.get(chance.nextInt(tags.size())));
        if (chance.nextBoolean()) {
            wishes.send(Topic.ROLLBACK_REQUESTED, request);
        } else {
            request.remove("rebuildId");
            wishes.post("/api/rollbacks", request);
        }
    }

    private void cancel(List<String> open) throws IOException {
        Optional<String> rebuild = open.stream()
                .filter(id -> !id.startsWith("rollback"))
                .skip(chance.nextInt(2))
                .findFirst();
        if (rebuild.isPresent()) {
            wishes.send(
                    Topic.REBUILD_CANCEL_REQUESTED,
                    EventJson.MAPPER
                            .createObjectNode()
                            .put("type", "rebuild-cancel")
                            .put("rebuildId", rebuild.get())
                            .put("reason", "soak"));
        }
    }

    /** Another Dockerfile, at once and as a whole: a renderer may be reading it. */
    private void change() throws IOException {
        Path file = catalog.resolve(prefix + (chance.nextInt(3) == 0 ? "-base" : "-app") + "/Dockerfile");
        String first = Files.readString(file).replaceFirst("(?s)\nLABEL .*", "\n");
        Path next = Files.createTempFile("Dockerfile", null);
        Files.writeString(next, first + "LABEL soak=" + chance.nextInt(1_000_000) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        history.add(new Entry.Fault(Instant.now(), CATALOGUE_CHANGES));
    }

    private void rotate() {
        script.ok(LIMIT, "keys", "rotate");
        history.add(new Entry.Fault(Instant.now(), KEY_ROTATES));
    }
}
