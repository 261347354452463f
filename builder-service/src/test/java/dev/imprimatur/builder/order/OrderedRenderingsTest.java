package dev.imprimatur.builder.order;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.messaging.event.Archive;
import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.EventFixtures;
import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.proof.Unsigned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderedRenderingsTest {
    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private final RenderCompleted recorded = EventFixtures.event(RenderCompleted.class);
    private final Candidate signed =
            Order.sign(recorded.candidate().placed(12, 11), recorded.rebuildId(), key);

    private record Config(Optional<List<Path>> keys, Unsigned unsigned) implements OrderConfig {}

    @BeforeEach
    void trustTheRenderer() throws Exception {
        Files.writeString(folder.resolve("renderer.pub"), key.publicKey().pem());
    }

    @Test
    void whatTheRendererSignedIsBuilt() {
        assertThatCode(() -> check(of(signed, recorded.dockerfile(), recorded.context())))
                .doesNotThrowAnyException();
    }

    @Test
    void aGenuineCandidateWithAnotherDockerfileOrAnotherContextIsNotBuilt() {
        Archive others = Archive.of("others".getBytes(StandardCharsets.UTF_8));

        for (RenderCompleted forged : List.of(
                of(signed, recorded.dockerfile() + "RUN forged\n", recorded.context()),
                of(signed, recorded.dockerfile(), others))) {
            assertThatThrownBy(() -> check(forged))
                    .isInstanceOf(BadEventException.class)
                    .hasMessageContaining("order-refused")
                    .hasMessageContaining("Dockerfile or context");
        }
    }

    private void check(RenderCompleted rendered) {
        OrderedRenderings renderings = new OrderedRenderings();
        renderings.config = new Config(Optional.of(List.of(folder)), Unsigned.REFUSE);
        renderings.start(null);
        renderings.check(rendered);
    }

    private RenderCompleted of(Candidate candidate, String dockerfile, Archive context) {
        return new RenderCompleted(
                recorded.eventId(),
                recorded.occurredAt(),
                recorded.rebuildId(),
                candidate,
                dockerfile,
                context,
                recorded.tests());
    }
}
