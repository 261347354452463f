package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.fixture.Tests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDockerfileTest {
    private static final ImageReference STAGED = ImageReference.parse("localhost:5001/node@sha256:" + "1".repeat(64));
    private static final TestRunId RUN = new TestRunId("t-0123456789abcdef0123");

    @Test
    void aTestStandsOnTheStagedDigestAndIsLabelledAtOnce() throws Exception {
        assertThat(dockerfile("RUN node --version", false)).isEqualTo("""
                FROM %s
                LABEL dev.imprimatur.test="t-0123456789abcdef0123"
                ARG IMPRIMATUR_VERSION IMPRIMATUR_VARIANT
                RUN node --version
                """.formatted(STAGED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM debian|line 1: FROM is not for a test",
                "RUN true\\nfrom debian|line 2: FROM is not for a test",
                "RUN a && \\\\\\n  b\\n# c\\n\\n  FROM x|line 5: FROM is not for a test",
                "COPY --from=debian /a /b|line 1: --from is not for a test",
                "copy --chown=1:1 --from=debian /a /b|line 1: --from is not for a test",
                "COPY --chown=\"a b\" --from=debian /a /b|line 1: --from is not for a test",
                "ADD https://example.org/x /x|line 1: ADD downloads, but the test has no network",
            })
    void whatATestMayNotDoIsSaidWithItsLine(String fragment, String message) {
        assertThatThrownBy(() -> dockerfile(fragment.replace("\\n", "\n").replace("\\\\", "\\"), false))
                .isInstanceOf(BadTestException.class)
                .hasMessageContaining("test 'hello', Dockerfile " + message);
    }

    /** The engine discards one only where its file begins. */
    @Test
    void aByteOrderMarkDoesNotStandInTheMiddle() throws Exception {
        assertThat(dockerfile("\uFEFFRUN true", false)).endsWith("\nRUN true\n");
    }

    /** With two returns before the newline, version 20.10 of Docker ends the line behind the backslash. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r\r\n", "\r\r\r\n"})
    void aLineGoesOnForEachEngineWhateverEndsIt(String end) throws Exception {
        assertThat(dockerfile("RUN echo \\" + end + "COPY --from=debian a b" + end + "RUN echo \r c", false))
                .endsWith("\nRUN echo \\\nCOPY --from=debian a b\nRUN echo \r c\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN echo \"select \\\n FROM x\"",
                "RUN echo a \\\n # a comment \\\n\n FROM x",
                "# FROM debian\nRUN true",
                "RUN echo from",
                "FROMAGE\nRUN true",
                "COPY a b\nRUN true",
                "ADD a.tar /\nrun true",
            })
    void theRestIsTheEnginesBusiness(String fragment) throws Exception {
        assertThat(dockerfile(fragment, false)).contains(fragment);
    }

    @Test
    void aTestWithTheNetworkMayDownload() throws Exception {
        assertThat(dockerfile("ADD https://example.org/x /x\nRUN true", true)).contains("ADD https");
    }

    @Test
    void theDockerfileComesFromTheArchive() throws Exception {
        byte[] tar = Tars.of(Map.of("a/Dockerfile", "RUN false", "./Dockerfile", "RUN true", "z", "z"));

        assertThat(TestFiles.dockerfile("hello", ContextTar.of(tar))).isEqualTo("RUN true");
    }

    @Test
    void anArchiveWithoutADockerfileIsNoTest() {
        byte[] tar = Tars.of(Map.of("dockerfile", "RUN true"));

        assertThatThrownBy(() -> TestFiles.dockerfile("hello", ContextTar.of(tar)))
                .isInstanceOf(BadTestException.class)
                .hasMessageContaining("test 'hello' has no Dockerfile");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# RUN true\n",
                "ENV A=b\n",
                "COPY a b\n",
                "RUN \\\n",
                "ONBUILD RUN false",
                "LABEL a=b \\\n RUN c",
                "CMD RUN",
                "RUNNER x"
            })
    void aDockerfileThatRunsNothingIsNoTest(String dockerfile) {
        byte[] tar = Tars.of(Map.of("Dockerfile", dockerfile));

        assertThatThrownBy(() -> TestFiles.dockerfile("hello", ContextTar.of(tar)))
                .isInstanceOf(BadTestException.class)
                .hasMessageContaining("test 'hello': its Dockerfile has no RUN with a command, so it tests nothing");
    }

    @Test
    void anArchiveThatIsNoTarIsNoTest() {
        ContextTar garbage = ContextTar.of("garbage".repeat(200).getBytes());

        assertThatThrownBy(() -> TestFiles.dockerfile("hello", garbage))
                .isInstanceOf(BadTestException.class)
                .hasMessageContaining("test 'hello': its archive is not a tar");
    }

    private static String dockerfile(String fragment, boolean network) throws BadTestException {
        return TestDockerfile.of(Tests.test("hello", fragment, 30, network), fragment, STAGED, RUN);
    }
}
