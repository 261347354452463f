package dev.imprimatur.dante;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.dante.DanteDockerfile.From;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DanteDockerfileTest {

    @Test
    void imagesAreThoseOfInstructionsAndNotOfLinesWithinThem() {
        DanteDockerfile dockerfile = new DanteDockerfile("""
                # FROM not:1
                FROM a:1 AS one
                RUN echo \\
                # between

                  FROM not:2
                FROM one
                RUN echo b \\\\
                  from c:1
                """);

        assertThat(dockerfile.froms()).containsExactly(new From(2, "a:1", false), new From(9, "c:1", true));
        assertThat(dockerfile.template(Map.of("a:1", "a", "c:1", "c")))
                .contains("FROM {a} AS one\n", "  FROM not:2\n", "\nfrom {c}\n");
    }
}
