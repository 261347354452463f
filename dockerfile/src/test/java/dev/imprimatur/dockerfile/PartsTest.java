package dev.imprimatur.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is expected is what BuildKit's {@code frontend/dockerfile/parser} does. */
class PartsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "COPY a b;;a b",
                "COPY --from=x  --link\ta b;from=x link=;a b",
                "COPY --chown=\"a b\" --from=x a b;chown=a b from=x;a b",
                "COPY --chown='a \" b' a;chown=a \" b;a",
                "COPY --chown='a \\' b' a;chown=a ' b;a",
                "COPY --chown=\"a \\\" b\" a;chown=a \" b;a",
                "COPY --chown=a\\ b a;chown=a b;a",
                "COPY --fr\"om\"=x a;from=x;a",
                "COPY --from=x\"\" a;from=x;a",
                "COPY --from=\\x a;from=x;a",
                "COPY --a=b=c d;a=b=c;d",
                "COPY \"--from=x\" a;;\"--from=x\" a",
                "COPY a --from=x;;a --from=x",
                "COPY -- --from=x a;;--from=x a",
                "COPY --\"\" --from=x a;;--from=x a",
                "COPY --a -- b;a=;b",
                "COPY - --from=x;;- --from=x",
                "COPY --a=\"b c d;a=b c d;",
                "COPY --a=b\\;a=b;",
                "COPY --a=\"b\\;a=b;",
                "COPY --;;",
                "COPY\u000b--from=x\fa;from=x;a",
                "RUN --mount=target=/\u00a0--from=x a;mount=target=/\ufffd from=x;a",
                "RUN --mount=target=/\u00e0--from=x a;mount=target=/\ufffd from=x;a",
                "RUN --mount=target=/\u00e9--from=x a;mount=target=/\u00e9--from=x;a",
                "RUN --mount=target=\"/\u00e0 b\" a;mount=target=/\u00e0 b;a",
                "RUN \u00a0--from=x a;;--from=x a",
                "RUN --a=\ud83d\ude00 \u00e0 \u2028;a=\ud83d\ude00;\u00e0",
            })
    void flagsStandBeforeTheRest(String instruction, String flags, String rest) {
        Parts parts = Parts.of(instruction);

        assertThat(parts.flags().stream()
                        .map(flag -> flag.name() + "=" + flag.value())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(flags == null ? "" : flags);
        assertThat(parts.rest()).isEqualTo(rest == null ? "" : rest);
    }

    @Test
    void onbuildHoldsAnInstruction() {
        assertThat(Parts.of("onbuild -- copy --from=x a").held().name()).isEqualTo("COPY");
        assertThat(Parts.of("COPY --from=x a").held()).isEqualTo(Parts.of("COPY --from=x a"));
        assertThat(Parts.of("ONBUILD").held().name()).isEmpty();
    }

    @Test
    void anInstructionIsReadToItsEnd() {
        String flags = "--a=\"b c\" ".repeat(100_000);

        assertThat(Parts.of("RUN " + flags + "x".repeat(1_000_000)).flags()).hasSize(100_000);
        assertThat(Parts.of("RUN --a=\"" + "\\\" ".repeat(500_000)).rest()).isEmpty();
    }
}
