package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.registry.TestImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Images with ten tags each, published all at once and read back by plain HTTP. */
final class ManyTags {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Bus bus;
    private final Repository repository;
    private final List<TestCompleted> events = new ArrayList<>();

    ManyTags(Bus bus, Repository repository) {
        this.bus = bus;
        this.repository = repository;
    }

    /** Pushes so many images to this registry, and has the publisher told that they are approved. */
    ManyTags send(int images, Registry staging) {
        for (int i = 0; i < images; i++) {
            ImageReference staged = TestImages.push(new RepositoryReference(staging, repository), repository + " " + i);
            String version = "22." + i + ".0";
            List<Tag> aliases = IntStream.range(0, 9)
                    .mapToObj(alias -> repository.tag(version + "-alias" + alias))
                    .toList();
            events.add(Verdicts.approved(
                    staged,
                    Verdicts.candidate("node/" + version + "/bookworm", List.of(repository.tag(version)), aliases)));
        }
        events.forEach(bus::send);
        return this;
    }

    /** The events that were sent. */
    List<TestCompleted> events() {
        return events;
    }

    /** What the publisher announced of each, once it has announced all. */
    List<PublishCompleted> told() {
        await().atMost(LONG)
                .until(() ->
                        events.stream().noneMatch(event -> bus.published(event).isEmpty()));
        return events.stream()
                .map(event -> bus.published(event).stream().distinct().toList())
                .peek(told -> assertThat(told).hasSize(1))
                .map(List::getFirst)
                .toList();
    }

    /** Every image was published, and this registry has its digest under every one of its tags. */
    void assertPublished(Registry production) {
        assertThat(told()).allSatisfy(told -> assertThat(told.failure()).isNull());
        int tags = 0;
        for (TestCompleted event : events) {
            for (Tag tag : event.candidate().tags()) {
                assertThat(Digest.of(TestImages.get(tag.in(production)).body()))
                        .as("%s", tag)
                        .isEqualTo(event.staged().digest());
                tags++;
            }
        }
        assertThat(tags).isEqualTo(10 * events.size());
    }

    /** No image was published, each for this reason, and this registry has none of their tags. */
    void assertRefused(String kind, Registry production) {
        assertThat(told()).allSatisfy(told -> assertThat(told.failure().kind()).isEqualTo(kind));
        for (TestCompleted event : events) {
            for (Tag tag : event.candidate().tags()) {
                assertThat(TestImages.get(tag.in(production)).statusCode())
                        .as("%s", tag)
                        .isEqualTo(404);
            }
        }
    }
}
