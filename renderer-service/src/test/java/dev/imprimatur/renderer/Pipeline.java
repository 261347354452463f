package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The stages around the renderer, played by a test over real Kafka. */
abstract class Pipeline {
    static final Digest BUILT = Digest.of("an image".getBytes(StandardCharsets.UTF_8));
    static final Registry PRODUCTION = Registry.parse("localhost:5000");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Inject
    RendererConfig config;

    @Inject
    RegistryClient registry;

    Kafka kafka;
    RebuildId rebuild;

    @BeforeEach
    void mirrorTheUpstreamImage() {
        kafka = new Kafka(servers);
        next();
        mirror("{}");
    }

    /** From now on it is about another rebuild. */
    void next() {
        rebuild = new RebuildId("r-" + UUID.randomUUID());
    }

    /** Mirrors an image from outside with this configuration. */
    void mirror(String configuration) {
        ImageReference debian = ImageReference.parse(config.upstream() + "/debian:bookworm");
        registry.putManifest(debian, image(RepositoryReference.of(debian), configuration));
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    Manifest image(RepositoryReference repository, String configuration) {
        byte[] bytes = configuration.getBytes(StandardCharsets.UTF_8);
        Digest digest = registry.putBlob(repository, bytes);
        return Manifest.of(
                "application/vnd.oci.image.manifest.v1+json",
                ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                                + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                                + digest + "\",\"size\":" + bytes.length + "},\"layers\":[]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    RebuildRequested request(String type, String select, Allowance... allow) {
        RebuildRequested request = RebuildRequestedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .type(type)
                .select(select)
                .reason("because")
                .priority(Priority.MANUAL)
                .requestedBy("a test")
                .allow(List.of(allow))
                .build();
        kafka.send(request);
        return request;
    }

    /** Rebuilds everything, and answers for the other stages. */
    RebuildCompleted rebuildAll(String... images) {
        request("rebuild-all", null);
        return publishAll(images);
    }

    /** Publishes these images as soon as they are rendered. */
    RebuildCompleted publishAll(String... images) {
        Stream.of(images).forEach(image -> publish(rendered(image)));
        return completed();
    }

    void publish(RenderCompleted rendered) {
        publish(rendered, BUILT);
    }

    void publish(RenderCompleted rendered, Digest digest) {
        send(published(rendered.candidate(), digest, null));
    }

    /** Sends what a publisher tells. */
    void send(PublishCompleted event) {
        kafka.send(TestSignatures.sign(event));
    }

    PublishCompleted published(Candidate candidate, Digest digest, PublishCompleted.Rollback rollback) {
        return PublishCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(candidate)
                .digest(digest)
                .tags(candidate.tags().stream()
                        .map(tag -> new PublishedTag(tag.in(PRODUCTION), null))
                        .toList())
                .reason("because")
                .revision(1)
                .rollback(rollback)
                .build();
    }

    RenderCompleted rendered(String image) {
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> kafka.events(RenderCompleted.class).stream()
                                .filter(event -> event.rebuildId().equals(rebuild)
                                        && event.key().equals(image))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    List<String> renderedImages() {
        return kafka.events(RenderCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .map(RenderCompleted::key)
                .toList();
    }

    RebuildCompleted completed() {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> kafka.events(RebuildCompleted.class).stream()
                                .filter(event -> event.rebuildId().equals(rebuild))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** The same event as one with this source, which is free text. */
    void sendFrom(String source, Event event) {
        ObjectNode structured = EventJson.MAPPER.createObjectNode();
        structured.put("specversion", "1.0").put("source", source).put("id", event.eventId());
        structured.set("data", EventJson.MAPPER.valueToTree(event));
        kafka.send(
                Topic.of(event.getClass()), event.key(), structured.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    /** What the queue says of this rebuild's plan; a moment in which it is looked at is no moment in which it waits. */
    Map<String, Object> plan() {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                given()
                                        .get("/api/queue/own/plan?limit=500")
                                        .jsonPath()
                                        .<Map<String, Object>>getList("work")
                                        .stream()
                                        .filter(work -> rebuild.value().equals(work.get("rebuildId")))
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
