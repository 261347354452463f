package dev.imprimatur.cli.console;

import java.util.LinkedHashSet;

/** Which events were printed last: where a console's sequence numbers began again, they come once more under others. */
public final class Printed {
    private static final int MOST = 100_000;

    private final LinkedHashSet<String> events = new LinkedHashSet<>();

    /** Notes the event, and says whether it is the first time. One without an id cannot be told from others. */
    public boolean isFirst(ConsoleEvent event) {
        String id = event.event().path("eventId").asText();
        boolean first = id.isEmpty() || events.add(event.topic() + " " + event.key() + " " + id);
        if (events.size() > MOST) {
            events.removeFirst();
        }
        return first;
    }
}
