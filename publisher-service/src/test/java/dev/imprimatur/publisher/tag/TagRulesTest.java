package dev.imprimatur.publisher.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.PublishException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagRulesTest {

    @ParameterizedTest
    @CsvSource({
        "0.12.15, 0.12.9, true",
        "5.12.0, 5.9.1, true",
        "10.0.0, 9.11.2, true",
        "22.0.0, 22.0.0-rc.1, true",
        "22.0.0-rc.10, 22.0.0-rc.9, true",
        "12, 11.9, true",
        "22.1.0, 22.1.0, false",
        "5.9.1, 5.12.0, false",
        "bookworm, 22.1.0, false",
        "22.1.0, bookworm, false",
        "17.0.9+10, 17.0.9+9, true",
        "17.0.9+9, 17.0.9+10, false",
        "17.0.9+9, 17.0.9, true",
        "17.0.9, 17.0.9+9, false",
        "17.0.9+9, 17.0.9+9, false",
        "17.0.9+9, 17.0.9-ea+33, true",
        "17.0.9+9.1, 17.0.9+9, true",
        "17.0.9+b, 17.0.9+99999999999999999999, true",
        "17.0.8.1+1, 17.0.8+7, true",
        "17.0.8+7, 17.0.8.1+1, false",
        "22.0.0-rc.1.1, 22.0.0-rc.1, true",
        "22.0, 22.0.0, false",
        "22.0.0, 22.0, false",
    })
    void versionsAreNumbersNotText(String one, String other, boolean higher) {
        assertThat(ImageVersion.of(one).isHigherThan(ImageVersion.of(other))).isEqualTo(higher);
    }

    @ParameterizedTest
    @CsvSource({
        "node/22.9.0/bookworm, would-move-backward",
        "node/22.12.0/trixie, tag-taken",
        "iojs/22.12.0/bookworm, tag-taken",
    })
    void aTagIsKeptFrom(String image, String kind) {
        assertThatThrownBy(() -> check(image, 8))
                .isInstanceOfSatisfying(PublishException.class, refused -> {
                    assertThat(refused.report().kind()).isEqualTo(kind);
                    assertThat(refused.report().retryable()).isFalse();
                })
                .hasMessageContaining("localhost:5000/node:22")
                .hasMessageContaining("node/22.12.0/bookworm")
                .hasMessageContaining(image);
    }

    @ParameterizedTest
    @CsvSource({"7, 22.13.0, false", "7, 22.9.0, true", "6, 22.9.0, true", "6, 22.13.0, true", "8, 22.9.0, false"})
    void whatOneRebuildPublishedIsRecalledByVersionAndWhatOthersDidByPlace(
            long place, String version, boolean outlasts) {
        HeldTag tag =
                HeldTag.found(ImageReference.parse("localhost:5000/node:22"), ImageKey.parse("node/22.12.0/bookworm"));
        tag.place = 7L;
        tag.sequence = 1;

        assertThat(tag.outlasts(new ImageKey("node", version, "bookworm"), new Place(place, 2)))
                .isEqualTo(outlasts);
    }

    @ParameterizedTest
    @CsvSource({"node/22.12.0/bookworm", "node/22.13.0/bookworm", "node/24.0.0/bookworm"})
    void aTagMovesForward(String image) {
        assertThatCode(() -> check(image, 8)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"node/22.9.0/bookworm, backward", "node/22.12.0/trixie, takeover", "iojs/1.0.0/bookworm, takeover"})
    void whatTheRequestAllowsIsDone(String image, String allowed) {
        assertThatCode(() -> check(image, 8, Allowance.parse(allowed))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(image, 8, Allowance.VANISH)).isInstanceOf(PublishException.class);
    }

    @Test
    void anEarlierVerdictComesTooLate() {
        assertThatThrownBy(() -> check("node/22.12.0/bookworm", 6)).hasMessageContaining("later rebuild r-1");
    }

    private static void check(String image, long sequence, Allowance... allowed) {
        HeldTag tag = new HeldTag();
        tag.reference = "localhost:5000/node:22";
        tag.image = ImageKey.parse("node/22.12.0/bookworm");
        tag.rebuildId = new RebuildId("r-1");
        tag.sequence = 7;
        Candidate candidate = CandidateBuilder.builder()
                .image(ImageKey.parse(image))
                .buildId(BuildId.of("FROM scratch", Digest.of(new byte[0]), "linux/amd64"))
                .platform("linux/amd64")
                .pinned(List.of(Tag.parse("node:22")))
                .reason("a test")
                .priority(Priority.MANUAL)
                .allow(List.of(allowed))
                .build();
        TagRules.check(candidate, new Place(null, sequence), List.of(tag));
    }
}
