package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requests rebuilds as any Kafka client would, and looks at what comes of them, in Kafka and in the registry. */
final class Rebuilds {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String MANIFESTS =
            "application/vnd.docker.distribution.manifest.v2+json," + "application/vnd.oci.image.manifest.v1+json";

    private final Kafka kafka;

    Rebuilds(Stack stack) {
        this(stack.kafka());
    }

    Rebuilds(Kafka kafka) {
        this.kafka = kafka;
    }

    /** Sends the least that a requester has to say, and an id to find it again. */
    RebuildId all() {
        RebuildId id = new RebuildId("r-" + UUID.randomUUID());
        kafka.send(
                Topic.REBUILD_REQUESTED,
                null,
                "{\"type\":\"rebuild-all\",\"rebuildId\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8));
        return id;
    }

    /** Waits for the rebuild's end. */
    RebuildCompleted completed(RebuildId id, Duration limit) {
        return await().atMost(limit)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> end(id), Optional::isPresent)
                .orElseThrow();
    }

    /** The rebuild's end, if it has come. */
    Optional<RebuildCompleted> end(RebuildId id) {
        return kafka.events(RebuildCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(id))
                .findFirst();
    }

    /** The rebuild's events of publication. */
    List<PublishCompleted> published(RebuildId id) {
        return kafka.events(PublishCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(id))
                .toList();
    }

    /** Reads every tag of this publication straight from the registry's API: each has to be this one digest. */
    void readBack(PublishCompleted publication) {
        assertThat(publication.tags())
                .extracting(tag -> tag.reference()
                        .toString()
                        .substring(tag.reference().registry().toString().length() + 1))
                .containsExactlyInAnyOrderElementsOf(publication.candidate().tags().stream()
                        .map(Object::toString)
                        .toList());
        for (PublishedTag tag : publication.tags()) {
            assertThat(digest(tag.reference()))
                    .as("%s", tag.reference())
                    .contains(publication.digest().value());
        }
    }

    /** The digest that the registry has for this tag, if any. */
    static Optional<String> digest(ImageReference tag) {
        URI uri = tag.registry().uri().resolve("/v2/" + tag.repository() + "/manifests/" + tag.reference());
        try {
            HttpResponse<Void> response = HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .header("Accept", MANIFESTS)
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(response.statusCode()).isIn(200, 404);
            return response.headers().firstValue("Docker-Content-Digest");
        } catch (IOException e) {
            throw new AssertionError(uri + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
