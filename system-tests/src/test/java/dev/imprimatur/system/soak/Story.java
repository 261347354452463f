package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.Forged;
import dev.imprimatur.system.soak.Entry.Judged;
import dev.imprimatur.system.soak.Entry.Level;
import dev.imprimatur.system.soak.Entry.MirrorObserved;
import dev.imprimatur.system.soak.Entry.MirrorPut;
import dev.imprimatur.system.soak.Entry.Observed;
import dev.imprimatur.system.soak.Entry.Ordered;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.Sent;
import dev.imprimatur.system.soak.Entry.TagDeleted;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells a history of one image, {@code app/1.0.0/bookworm}, as a test wants it. */
final class Story {
    static final String IMAGE = "app/1.0.0/bookworm";
    static final List<String> TAGS = List.of("app:1.0.0", "app:1", "app:latest");

    private final List<Entry> entries = new ArrayList<>();

    private Instant next() {
        return Instant.parse("2026-11-28T03:00:00Z").plusSeconds(entries.size());
    }

    Story requested(String id) {
        return add(new Requested(next(), id, "manual"));
    }

    Story judged(String rebuild, long place, String digest) {
        return add(new Judged(next(), rebuild, IMAGE, digest, place, true, true));
    }

    Story judged(String rebuild, long place, String digest, boolean approved, boolean signed) {
        return add(new Judged(next(), rebuild, IMAGE, digest, place, approved, signed));
    }

    Story ordered(String rollback, long place) {
        return add(new Ordered(next(), rollback, place, "app:1"));
    }

    Story put(String digest, String... tags) {
        for (String tag : tags.length == 0 ? TAGS.toArray(new String[0]) : tags) {
            add(new TagPut(next(), tag, digest));
        }
        return this;
    }

    Story published(String operation, String digest) {
        return published(operation, operation + "/" + IMAGE, digest, null);
    }

    Story published(String operation, String event, String digest, String failure) {
        return add(new Published(next(), event, operation, IMAGE, digest, failure == null ? TAGS : List.of(), failure));
    }

    Story rolledBack(String id, String digest, String blocked) {
        return published(id, digest).add(new RolledBack(next(), id, id, IMAGE, digest, blocked, TAGS, null));
    }

    Story rollbackFailed(String id, String failure) {
        return add(new RolledBack(next(), id, id, IMAGE, null, null, List.of(), failure));
    }

    Story completed(String rebuild, String outcome, Map<String, String> published, Map<String, List<String>> others) {
        return add(new Completed(next(), rebuild + "/" + outcome, rebuild, outcome, published, others));
    }

    Story sent(String topic, String id, String content) {
        return add(new Sent(next(), topic, "/publisher", id, content));
    }

    Story forged(String topic, String content) {
        return add(new Forged(next(), topic, content, "forged"));
    }

    Story observed(String tag, String digest) {
        return add(new Observed(next(), tag, digest));
    }

    Story mirrored(String digest, String... tags) {
        for (String tag : tags) {
            add(new MirrorPut(next(), tag, digest));
        }
        return this;
    }

    Story inMirror(String digest, String... tags) {
        for (String tag : tags) {
            add(new MirrorObserved(next(), tag, digest));
        }
        return this;
    }

    Story deleted(String reference) {
        return add(new TagDeleted(next(), reference));
    }

    Story level(String what, long count) {
        return add(new Level(next(), what, count));
    }

    Story ended() {
        return add(new Ended(next()));
    }

    /** A rebuild from its request to its end. */
    Story rebuilt(String rebuild, long place, String digest) {
        return requested(rebuild)
                .judged(rebuild, place, digest)
                .put(digest)
                .published(rebuild, digest)
                .completed(rebuild, "succeeded", Map.of(IMAGE, digest), Map.of());
    }

    private Story add(Entry entry) {
        entries.add(entry);
        return this;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}
