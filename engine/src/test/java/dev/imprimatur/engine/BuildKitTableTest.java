package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of what each builder builds says of BuildKit what is refused before a build. */
class BuildKitTableTest {
    private static final Path PAGE = Path.of("../docs/templates.md");
    private static final Pattern INSTRUCTION = Pattern.compile("`((?:FROM|ARG|RUN|COPY|ADD|#) ?[^`]*)`");

    /** Rows with an instruction that can be tried by itself. */
    static Stream<String> rows() throws IOException {
        String page = Files.readString(PAGE);
        List<String> rows = page.substring(page.indexOf("### What each builder builds"), page.indexOf("## Tests"))
                .lines()
                .filter(line ->
                        line.startsWith("| ") && INSTRUCTION.matcher(line).find())
                .filter(line -> !line.contains("| mistake"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(8);
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void itSaysWhatBuildKitBuilds(String row) {
        String[] cells = row.split(" \\|");
        for (String instruction : INSTRUCTION
                .matcher(cells[0])
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList()) {
            String dockerfile = instruction.startsWith("FROM")
                    ? instruction
                    : instruction.matches("(?s)(ARG|#).*")
                            ? instruction + "\nFROM {base}"
                            : "FROM {base} AS tools\nFROM {base}\n" + instruction
                                    + (instruction.contains("<<EOF") ? "\ntrue\nEOF" : "");
            assertThat(BuildKitDockerfile.refused(dockerfile).isPresent())
                    .as(instruction)
                    .isEqualTo(cells[2].strip().startsWith("no"));
        }
    }
}
