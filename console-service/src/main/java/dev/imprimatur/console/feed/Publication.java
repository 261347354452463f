package dev.imprimatur.console.feed;

import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.oci.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A published image as far as one repository is concerned.
 *
 * @param event what the publisher announced
 * @param tags the repository's tags
 */
record Publication(PublishCompleted event, List<PublishedTag> tags) {

    static Publication of(RecordedEvent recorded, Repository repository) {
        PublishCompleted event = read(recorded);
        return new Publication(
                event,
                event.tags().stream()
                        .filter(tag -> tag.reference().repository().equals(repository))
                        .toList());
    }

    private static PublishCompleted read(RecordedEvent recorded) {
        try {
            return EventJson.MAPPER.readValue(recorded.json, PublishCompleted.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
