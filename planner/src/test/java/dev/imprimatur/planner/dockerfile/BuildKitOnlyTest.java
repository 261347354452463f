package dev.imprimatur.planner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.planner.dockerfile.BuildKitOnly.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildKitOnlyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM x\\nRUN --mount=type=cache,target=/c true|2|RUN --mount",
                "FROM x\\n# a\\nRUN --network=none \\\\\\n true|3|RUN --network",
                "FROM x\\nONBUILD run --mount=type=tmpfs,target={t} true|2|RUN --mount",
                "FROM x\\nCOPY --from=y --link a b|2|COPY --link",
                "FROM x\\nADD --chmod=755 a b|2|ADD --chmod",
                "FROM x\\nCOPY --chown=\"a b\" --link a b|2|COPY --link",
                "FROM x\\nCOPY --exclude=\"a b\" a b|2|COPY --exclude",
                "FROM x\\n\\nRUN <<EOF\\ntrue\\nEOF|3|a here-document",
                "FROM x\\nCOPY <<-'EOF' /a\\ntrue\\nEOF|2|a here-document",
                "FROM x\\nRUN sh <<EOF\\ntrue\\nEOF|2|a here-document",
            })
    void itIsFoundWithItsLine(String dockerfile, int line, String what) {
        assertThat(BuildKitOnly.first(dockerfile.replace("\\n", "\n"))).contains(new Found(line, what));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM x\nCOPY --from=y a b\nADD --chown=1 a b\n",
                "FROM x\nRUN cat <a && echo $((1<<2)) && echo --mount=a\n",
                "FROM x\n# RUN --mount=type=cache true\nRUN true\n",
                "FROM x\nRUN a=1 && echo $(( 1 << a ))\n",
                "FROM x\nCOPY --chown=\"a --link\" a b\n",
            })
    void whatBothBuildIsNot(String dockerfile) {
        assertThat(BuildKitOnly.first(dockerfile)).isEmpty();
    }

    @Test
    void aTestHasNoDirectives() {
        String fragment = "# escape=`\nRUN a `\nRUN --network=none b";

        assertThat(BuildKitOnly.first(fragment)).isEmpty();
        assertThat(BuildKitOnly.firstOfTest(fragment)).contains(new Found(3, "RUN --network"));
    }

    @Test
    void aLongInstructionIsReadToItsEnd() {
        String words = "FROM x\nRUN echo " + "x ".repeat(9_999);

        assertThat(BuildKitOnly.first(words)).isEmpty();
        assertThat(BuildKitOnly.first(words + "<<EOF\nEOF")).contains(new Found(2, "a here-document"));
    }
}
