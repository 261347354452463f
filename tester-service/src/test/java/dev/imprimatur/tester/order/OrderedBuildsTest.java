package dev.imprimatur.tester.order;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.proof.Unsigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderedBuildsTest {
    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private final BuildCompleted built = EventFixtures.event(BuildCompleted.class);

    private record Config(Optional<List<Path>> keys, Unsigned unsigned) implements OrderConfig {}

    @BeforeEach
    void trustTheRenderer() throws Exception {
        Files.writeString(folder.resolve("renderer.pub"), key.publicKey().pem());
    }

    @Test
    void onlyWhatTheRendererSignedIsTested() {
        Candidate placed = built.candidate().placed(12, 11);
        Candidate signed = Order.sign(placed, built.rebuildId(), key);

        assertThatCode(() -> builds(Unsigned.REFUSE).check(of(signed))).doesNotThrowAnyException();
        for (Candidate each : List.of(
                built.candidate(),
                placed,
                placed.placed(13, 11).ordered(signed.order()),
                Order.sign(placed, built.rebuildId(), SigningKey.generate()))) {
            assertThatThrownBy(() -> builds(Unsigned.REFUSE).check(of(each)))
                    .isInstanceOf(BadEventException.class)
                    .hasMessageContaining("order-refused")
                    .hasMessageContaining("imprimatur.order.keys");
        }
    }

    @Test
    void duringAnUpgradeWhatHasNoPlaceIsTestedAndNoForgedPlaceIs() {
        assertThatCode(() -> builds(Unsigned.ALLOW).check(of(built.candidate())))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> builds(Unsigned.ALLOW).check(of(built.candidate().placed(12, 11))))
                .isInstanceOf(BadEventException.class);
    }

    @Test
    void withoutKeysNothingIsBelieved() {
        OrderedBuilds builds = builds(new Config(Optional.empty(), Unsigned.REFUSE));

        assertThatThrownBy(() -> builds.check(of(Order.sign(built.candidate().placed(12, 11), built.rebuildId(), key))))
                .isInstanceOf(BadEventException.class);
    }

    private OrderedBuilds builds(Unsigned unsigned) {
        return builds(new Config(Optional.of(List.of(folder)), unsigned));
    }

    private static OrderedBuilds builds(OrderConfig config) {
        OrderedBuilds builds = new OrderedBuilds();
        builds.config = config;
        builds.start(null);
        return builds;
    }

    private BuildCompleted of(Candidate candidate) {
        return BuildCompletedBuilder.builder()
                .eventId(built.eventId())
                .occurredAt(built.occurredAt())
                .rebuildId(built.rebuildId())
                .candidate(candidate)
                .imageId(built.imageId())
                .staged(built.staged())
                .tests(built.tests())
                .attempts(built.attempts())
                .failure(built.failure())
                .log(built.log())
                .build();
    }
}
