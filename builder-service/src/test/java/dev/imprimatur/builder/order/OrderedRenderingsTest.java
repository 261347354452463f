package dev.imprimatur.builder.order;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.Unsigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
    private final Candidate signed = Order.sign(recorded.candidate().placed(12, 11), recorded.rebuildId(), key);

    private record Config(Optional<List<Path>> keys, Unsigned unsigned) implements OrderConfig {}

    @BeforeEach
    void trustTheRenderer() throws Exception {
        Files.writeString(folder.resolve("renderer.pub"), key.publicKey().pem());
    }

    @Test
    void whatTheRendererSignedIsBuilt() {
        assertThatCode(() -> check(genuine(), Unsigned.REFUSE)).doesNotThrowAnyException();
    }

    @Test
    void aGenuineCandidateWithAnythingElseThatIsNotItsOwnIsNotBuilt() {
        SignedEnvelope envelope = genuine().envelope();
        Archive others = Archive.of("others".getBytes(StandardCharsets.UTF_8));
        List<RebuildId> more = List.of(new RebuildId("r-another"));

        for (RenderCompleted forged : List.of(
                of(recorded.dockerfile() + "RUN forged\n", recorded.context(), recorded.tests(), List.of()),
                of(recorded.dockerfile(), others, recorded.tests(), List.of()),
                of(recorded.dockerfile(), recorded.context(), List.of(), List.of()),
                of(recorded.dockerfile(), recorded.context(), recorded.tests(), more))) {
            assertRefused(forged, "not signed by a renderer");
            assertRefused(forged.signed(envelope), "signed something else");
            assertRefused(EventStatement.sign(forged, SigningKey.generate()), "not trusted");
        }
    }

    @Test
    void noDockerfileAndNoContextOfAnotherBuildIsBuiltThoughAnUpgradeAllowsWhatIsNotSigned() {
        RenderCompleted unsigned = of(recorded.dockerfile(), recorded.context(), recorded.tests(), List.of());
        RenderCompleted forged = of("FROM forged\n", recorded.context(), recorded.tests(), List.of());

        assertThatCode(() -> check(unsigned, Unsigned.ALLOW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(forged, Unsigned.ALLOW))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("Dockerfile or context are those of build");
    }

    private void assertRefused(RenderCompleted forged, String why) {
        assertThatThrownBy(() -> check(forged, Unsigned.REFUSE))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining(why);
    }

    private void check(RenderCompleted rendered, Unsigned unsigned) {
        OrderedRenderings renderings = new OrderedRenderings();
        renderings.config = new Config(Optional.of(List.of(folder)), unsigned);
        renderings.start(null);
        renderings.check(rendered, json(rendered), Instant.now());
    }

    private static ObjectNode json(RenderCompleted event) {
        try {
            return (ObjectNode) EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RenderCompleted genuine() {
        return EventStatement.sign(of(recorded.dockerfile(), recorded.context(), recorded.tests(), List.of()), key);
    }

    private RenderCompleted of(String dockerfile, Archive context, List<ImageTest> tests, List<RebuildId> supersedes) {
        return RenderCompletedBuilder.builder()
                .eventId(recorded.eventId())
                .occurredAt(recorded.occurredAt())
                .rebuildId(recorded.rebuildId())
                .candidate(signed)
                .dockerfile(dockerfile)
                .context(context)
                .tests(tests)
                .supersedes(supersedes)
                .build();
    }
}
