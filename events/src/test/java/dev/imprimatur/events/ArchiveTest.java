package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final Digest DIGEST = Digest.of(new byte[] {1});
    private static final ImageReference REFERENCE = ImageReference.parse("localhost:5001/x@" + DIGEST);

    @Test
    void aSmallOneIsItsBytes() {
        Archive archive = Archive.of(new byte[] {1});

        assertThat(archive.size()).isEqualTo(1);
        assertThat(archive.unstored()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Archive(DIGEST, new byte[] {2}, null))
                .withMessageContaining("not those of digest");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Archive.of(new byte[Archive.LIMIT + 1]))
                .withMessageContaining("up to 262144 bytes");
    }

    @Test
    void aLargerOneIsNamedByDigestAndCarriesNothing() {
        Archive archive = Archive.larger(DIGEST, 1_000_000);

        assertThat(archive.unstored()).isTrue();
        assertThat(archive.at(REFERENCE).unstored()).isFalse();
        assertThat(archive.at(REFERENCE).size()).isEqualTo(1_000_000);
        assertThatIllegalArgumentException().isThrownBy(() -> Archive.larger(DIGEST, Archive.LIMIT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> archive.at(ImageReference.parse("localhost:5001/x:tag")))
                .withMessageContaining("by digest");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Archive(DIGEST, new byte[] {1}, new StoredArchive(REFERENCE, 1_000_000)))
                .withMessageContaining("carries no bytes");
    }

    @Test
    void whatIsInNoRegistryIsNotSent() {
        RenderCompleted event = EventFixtures.event(RenderCompleted.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RenderCompletedBuilder.builder()
                        .eventId(event.eventId())
                        .occurredAt(event.occurredAt())
                        .rebuildId(event.rebuildId())
                        .candidate(event.candidate())
                        .dockerfile(event.dockerfile())
                        .context(Archive.larger(DIGEST, 1_000_000))
                        .tests(event.tests())
                        .build())
                .withMessageContaining("in no registry yet");
    }
}
