package dev.imprimatur.bench.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the fleet that is open: it follows its stream, and fetches itself after each change, one at a time, as a
 * browser does.
 */
final class OpenPage {
    private static final Pattern POSITION = Pattern.compile("data-at=\"([0-9.]+)\"");
    private static final Pattern DIGEST = Pattern.compile("title=\"sha256:(\\d{5})(\\d{7})\\d{52}\"");

    private final BenchPages pages;
    private final Semaphore changed = new Semaphore(0);
    private final List<Heard> heard = new ArrayList<>();
    private final Map<String, Long> shown = new HashMap<>();
    private final Map<Integer, Integer> rounds = new HashMap<>();
    private final AtomicReference<RuntimeException> trouble = new AtomicReference<>();
    private volatile boolean ended;

    /**
     * That something changed.
     *
     * @param seq up to which event
     * @param at when that was heard
     */
    record Heard(long seq, long at) {}

    /** Opens it. */
    OpenPage(BenchPages pages) {
        this.pages = pages;
        Matcher position = POSITION.matcher(pages.page("/fleet"));
        if (!position.find()) {
            throw new IllegalStateException("the page has no position");
        }
        String at = position.group(1);
        Thread.ofPlatform().daemon().start(() -> guarded(() -> listen(at)));
        Thread.ofPlatform().daemon().start(() -> guarded(this::fetch));
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            trouble.compareAndSet(null, e);
        }
    }

    private void listen(String position) {
        List<String> event = new ArrayList<>();
        pages.stream(position).takeWhile(line -> !ended).forEach(line -> {
            if (line.startsWith("event:")) {
                event.add(line.substring("event:".length()).strip());
            } else if (line.startsWith("data:")
                    && !event.isEmpty()
                    && event.removeLast().equals("changed")) {
                hear(Long.parseLong(line.substring(line.indexOf('.') + 1)));
            }
        });
    }

    private synchronized void hear(long seq) {
        heard.add(new Heard(seq, System.nanoTime()));
        changed.release();
    }

    private void fetch() {
        while (!ended) {
            changed.acquireUninterruptibly();
            changed.drainPermits();
            String page = pages.page("/fleet");
            show(page, System.nanoTime());
        }
    }

    private synchronized void show(String page, long at) {
        Matcher digest = DIGEST.matcher(page);
        while (digest.find()) {
            int image = Integer.parseInt(digest.group(1));
            int round = Integer.parseInt(digest.group(2));
            // What came and went between two fetches was replaced by what is newer, which is shown now.
            for (int each = rounds.getOrDefault(image, 0) + 1; each <= round; each++) {
                shown.put(image + "/" + each, at);
            }
            rounds.merge(image, round, Math::max);
        }
    }

    /** When it first showed that an image was published in a round; nothing if it did not yet. */
    synchronized Long shownAt(int image, int round) {
        return shown.get(image + "/" + round);
    }

    /** What its stream said. */
    synchronized List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** Closes it. */
    void close() {
        ended = true;
        changed.release();
        if (trouble.get() != null) {
            throw new IllegalStateException("the page did not stay open", trouble.get());
        }
    }
}
