package dev.imprimatur.cli.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.ConsoleEvent;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.oci.PlainText;

/** What an event says, in a few words. */
public final class EventText {
    private EventText() {}

    /** The words for this event, on one line. */
    public static String of(ConsoleEvent item) {
        return PlainText.of(text(item));
    }

    private static String text(ConsoleEvent item) {
        JsonNode event = item.event();
        if (event.hasNonNull("failure")) {
            return unpublished(item.topic().replace("-completed", ""), event.path("failure"));
        }
        return switch (item.topic()) {
            case "rebuild-requested" -> "requested: " + event.path("reason").asText();
            case "rebuild-cancel-requested" ->
                "cancel requested: " + event.path("reason").asText()
                        + (event.hasNonNull("requestedBy")
                                ? " (" + event.path("requestedBy").asText() + ")"
                                : "");
            case "render-completed" -> "rendered";
            case "build-completed" ->
                "built as " + digestOf(event.path("staged").asText()) + attempts(event);
            case "test-completed" ->
                event.path("verdict").asText() + ", "
                        + Text.counted(event.path("results").size(), "test") + " passed" + attempts(event);
            case "publish-completed" ->
                (event.path("unchanged").asBoolean() ? "unchanged, stays " : "published as ")
                        + Text.digest(event.path("digest").asText()) + " with "
                        + Text.counted(event.path("tags").size(), "tag");
            case "mirror-completed" ->
                "mirror " + event.path("registry").asText() + " has "
                        + Text.digest(event.path("digest").asText()) + " with "
                        + Text.counted(event.path("tags").size(), "tag");
            case "rebuild-completed" ->
                event.path("outcome").asText() + ": " + count(event, "published") + " published"
                        + counted(event, "unchanged") + ", "
                        + count(event, "failed") + " failed"
                        + counted(event, "cancelled")
                        + counted(event, "superseded");
            default -> "";
        };
    }

    /** Why something was not published, and where that was. */
    public static String unpublished(String stage, JsonNode failure) {
        String message = PlainText.of(failure.path("message").asText());
        return switch (failure.path("kind").asText()) {
            case "cancelled" -> "cancelled in " + stage + ": " + message;
            case "superseded" -> "superseded in " + stage + ": " + message;
            default -> "FAILED in " + stage + ": " + message;
        };
    }

    private static String counted(JsonNode event, String what) {
        int count = count(event, what);
        return count == 0 ? "" : ", " + count + " " + what;
    }

    /** Lists of a very large rebuild are cut, and counts beside them are not. */
    private static int count(JsonNode event, String what) {
        return event.path("counts").path(what).asInt(event.path(what).size());
    }

    private static String digestOf(String reference) {
        return Text.digest(reference.substring(reference.indexOf('@') + 1));
    }

    private static String attempts(JsonNode event) {
        int attempts = event.path("attempts").size();
        return attempts > 1 ? " (" + attempts + " attempts)" : "";
    }
}
