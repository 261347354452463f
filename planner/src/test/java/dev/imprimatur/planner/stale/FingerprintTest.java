package dev.imprimatur.planner.stale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Digest ONE = Digest.of("1".getBytes(StandardCharsets.UTF_8));
    private static final Digest TWO = Digest.of("2".getBytes(StandardCharsets.UTF_8));

    @Test
    void theSameInputsDifferInNothing() {
        assertThat(print(ONE, Map.of("base", ONE)).differences(print(ONE, Map.of("base", ONE))))
                .isEmpty();
    }

    @Test
    void everyPartAndEveryBaseThatIsAnotherIsNamed() {
        assertThat(print(TWO, Map.of("base", TWO, "fetch", ONE))
                        .differences(print(ONE, Map.of("base", ONE, "old", ONE))))
                .extracting(StaleReason::toString)
                .containsExactly(
                        "template-changed",
                        "base-changed: 'base' is sha256:" + TWO.abbreviated() + ", it was built on sha256:"
                                + ONE.abbreviated(),
                        "base-changed: 'fetch' is sha256:" + ONE.abbreviated() + ", it was built on nothing",
                        "base-changed: 'old' is nothing, it was built on sha256:" + ONE.abbreviated());
    }

    private static Fingerprint print(Digest template, Map<String, Digest> bases) {
        return new Fingerprint(template, ONE, ONE, ONE, ONE, "linux/amd64", bases);
    }
}
