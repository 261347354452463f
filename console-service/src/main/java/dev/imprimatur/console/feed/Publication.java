package dev.imprimatur.console.feed;

import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.messaging.column.JsonText;
import dev.imprimatur.oci.Repository;
import java.util.List;

/**
 * A published image as far as one repository is concerned.
 *
 * @param event what the publisher announced
 * @param tags the repository's tags
 */
record Publication(PublishCompleted event, List<PublishedTag> tags) {

    static Publication of(RecordedEvent recorded, Repository repository) {
        PublishCompleted event = JsonText.read(recorded.json, PublishCompleted.class);
        return new Publication(
                event,
                event.tags().stream()
                        .filter(tag -> tag.reference().repository().equals(repository))
                        .toList());
    }
}
