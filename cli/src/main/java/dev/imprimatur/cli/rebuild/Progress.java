package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.ConsoleEvent;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.event.EventText;
import dev.imprimatur.cli.output.Text;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One line for each step of each image: how many are done of all that the rebuild has, or of those that are known if
 * its events do not say it, how long it went on, what happened.
 */
final class Progress {
    private final PrintWriter out;
    private final long start = System.nanoTime();
    private final Set<String> known = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private int planned;
    private String lastPause = "";

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** Says that there may be no end to wait for, if there may be none. */
    static void doubt(Rebuild rebuild, PrintWriter err) {
        if (rebuild.withoutRequest()) {
            err.println("no request of rebuild " + rebuild.id()
                    + " is on record: unless one comes late, nothing works on it, and it never ends");
        }
    }

    /** Prints one event. */
    void tell(ConsoleEvent event) {
        lastPause = "";
        switch (event.topic()) {
            case "rebuild-requested" -> {}
            case "rebuild-cancel-requested" -> out.println(EventText.of(event));
            case "rebuild-completed" -> tellRest(event.event());
            default -> {
                plan(event);
                tell(event.key(), ends(event), EventText.of(event));
            }
        }
    }

    /** Counts an event that was before, and does not print it. */
    void know(ConsoleEvent event) {
        if (!event.topic().startsWith("rebuild-")) {
            plan(event);
            count(event.key(), ends(event));
        }
    }

    private void plan(ConsoleEvent event) {
        planned = Math.max(planned, event.event().path("planned").asInt(0));
    }

    private static boolean ends(ConsoleEvent event) {
        return event.topic().equals("publish-completed") || event.event().hasNonNull("failure");
    }

    private void count(String image, boolean ends) {
        known.add(image);
        if (ends) {
            done.add(image);
        }
    }

    /**
     * What the end of the rebuild says of images whose own last event was not seen: it came later, or there is none.
     */
    private void tellRest(JsonNode rebuild) {
        tellRest(rebuild.path("published"), "published as ");
        tellRest(rebuild.path("unchanged"), "unchanged, stays ");
        Stream.of("failed", "cancelled", "superseded")
                .flatMap(how -> rebuild.path(how).valueStream())
                .filter(this::open)
                .forEach(failed -> tell(
                        failed.path("image").asText(),
                        true,
                        EventText.unpublished(failed.path("stage").asText(), failed.path("failure"))));
    }

    private void tellRest(JsonNode images, String what) {
        images.valueStream()
                .filter(this::open)
                .forEach(image -> tell(
                        image.path("image").asText(),
                        true,
                        what + Text.digest(image.path("digest").asText())));
    }

    private boolean open(JsonNode image) {
        return !done.contains(image.path("image").asText());
    }

    private void tell(String image, boolean ends, String what) {
        count(image, ends);
        String elapsed = Text.duration(Duration.ofNanos(System.nanoTime() - start));
        int all = Math.max(planned, known.size());
        out.println("[%d/%d] %8s  %s  %s".formatted(done.size(), all, elapsed, image, what));
    }

    /** Says once why nothing is shown. */
    void pause(String why) {
        if (!why.equals(lastPause)) {
            out.println(why);
            lastPause = why;
        }
    }
}
