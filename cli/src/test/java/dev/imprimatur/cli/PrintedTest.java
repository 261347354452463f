package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** What a command prints may get no further, and its exit code says so. */
class PrintedTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void onAFullDiskACommandHasFailed() throws IOException {
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            assertThat(Imprimatur.run(full, err, "completion", "bash")).isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString()).contains("not all of it could be printed: No space left on device");
    }

    @Test
    void whoReadsNoFurtherMissesNothing() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int each) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThat(Imprimatur.run(closed, err, "completion", "bash")).isEqualTo(ExitCode.OK);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsPrintedIsWhole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(Imprimatur.run(out, err, "completion", "bash")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().strip())
                .isEqualTo(Run.of("completion", "bash").out().strip());
    }
}
