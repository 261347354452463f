package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.RebuildCompleted.Counts;
import dev.imprimatur.events.RebuildCompleted.Failed;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildCompleted.Published;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RebuildCompletedTest {
    private static final Digest DIGEST = Digest.of("an image".getBytes(StandardCharsets.UTF_8));

    @Test
    void listsAreWholeUpToTheLimit() throws Exception {
        RebuildCompleted event = completed(500, 100, 100);

        assertThat(size(event)).isBetween(RebuildCompleted.LARGEST / 3, RebuildCompleted.LARGEST + 1000);
        assertThat(event.published()).hasSize(500);
        assertThat(event.failed()).hasSize(100);
        assertThat(event.cut()).isFalse();
        assertThat(EventJson.MAPPER.writeValueAsString(event))
                .doesNotContain("truncated")
                .doesNotContain("counts");
    }

    @Test
    void tenThousandImagesFitAndTheirNumbersAreGiven() throws Exception {
        RebuildCompleted event = completed(7_000, 3_000, 12_000);

        assertThat(size(event)).isLessThan(RebuildCompleted.LARGEST + 2000);
        assertThat(event.truncated()).isTrue();
        assertThat(event.counts()).isEqualTo(new Counts(7_000, 3_000, 12_000, 0, 0, 0));
        assertThat(event.published()).hasSizeGreaterThan(300);
        assertThat(event.failed()).hasSizeGreaterThan(50);
        assertThat(event.holes()).isNotEmpty();
        assertThat(event.published().getFirst().image()).isEqualTo(image(0));
    }

    @Test
    void failuresWithMuchToSayFitToo() throws Exception {
        FailureReport much = new FailureReport(
                "command-failed", false, "ü".repeat(10_000), "c".repeat(10_000), 1, "o".repeat(10_000));
        assertThat(much.message()).hasSize(4096).endsWith("…");
        assertThat(much.command()).hasSize(4096).endsWith("…");
        assertThat(much.output()).hasSize(8192).startsWith("…");
        List<Failed> failed = IntStream.range(0, 700)
                .mapToObj(i -> new Failed(image(i), "build", much))
                .toList();

        RebuildCompleted event = completed(List.of(), failed, List.of());

        assertThat(size(event)).isLessThan(RebuildCompleted.LARGEST + 2000);
        assertThat(event.failed()).isNotEmpty();
        assertThat(event.counts().failed()).isEqualTo(700);
    }

    private static RebuildCompleted completed(int published, int failed, int holes) {
        return completed(
                IntStream.range(0, published)
                        .mapToObj(i -> new Published(
                                image(i), DIGEST, List.of(ImageReference.parse("registry.example:5000/family:1." + i))))
                        .toList(),
                IntStream.range(0, failed)
                        .mapToObj(i -> new Failed(
                                image(i),
                                "base",
                                FailureReport.of("base-failed", false, "its base ground/1.0.0/bookworm failed")))
                        .toList(),
                IntStream.range(0, holes)
                        .mapToObj(i -> Tag.parse("family:1." + i))
                        .toList());
    }

    private static RebuildCompleted completed(List<Published> published, List<Failed> failed, List<Tag> holes) {
        return RebuildCompletedBuilder.builder()
                .eventId("r/completed")
                .occurredAt(Instant.EPOCH)
                .rebuildId(new RebuildId("r"))
                .outcome(Outcome.FAILED)
                .reason("because")
                .requestedAt(Instant.EPOCH)
                .published(published)
                .failed(failed)
                .holes(holes)
                .build()
                .fitting();
    }

    private static ImageKey image(int number) {
        return new ImageKey("family", "1.0." + number, "bookworm");
    }

    private static int size(RebuildCompleted event) throws Exception {
        return EventJson.MAPPER.writeValueAsBytes(event).length;
    }
}
