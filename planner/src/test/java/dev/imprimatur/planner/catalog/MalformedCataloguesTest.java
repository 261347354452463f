package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.plan.Standing;
import dev.imprimatur.planner.render.CheckedPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake of {@code malformed/catalogues.txt} is reported in the recorded words, with its exact line. */
class MalformedCataloguesTest {
    private static final Path FILE = Path.of("src/test/resources/malformed/catalogues.txt");
    private static final String EXPECTED = "=> ";
    private static final List<String> RECORDED = new ArrayList<>();

    @TempDir
    Path root;

    /** A malformed catalogue: its title, its files as written, and what has to be said of it. */
    record Case(String title, List<String> files, List<String> expected) {
        static Case parse(String block) {
            List<String> lines = block.strip().lines().toList();
            return new Case(
                    lines.getFirst(),
                    lines.stream()
                            .skip(1)
                            .filter(line -> !line.startsWith(EXPECTED))
                            .toList(),
                    lines.stream()
                            .filter(line -> line.startsWith(EXPECTED))
                            .map(line -> line.substring(EXPECTED.length()))
                            .toList());
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Case> cases() throws IOException {
        return Arrays.stream(Files.readString(FILE).split("(?m)^## ")).skip(1).map(Case::parse);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyMistakeIsReportedWithItsPlace(Case malformed) {
        write(malformed);

        CatalogException exception = catchThrowableOfType(
                CatalogException.class, () -> CheckedPlan.of(CatalogReader.read(root), Catalogs.DAY, Standing.UNKNOWN));

        assertThat(exception).as("'%s' passes for right", malformed.title).isNotNull();
        List<String> told = exception.problems().stream()
                .map(problem -> problem.toString().replace(root.toString(), "FOLDER"))
                .toList();
        RECORDED.add("## " + malformed.title + "\n"
                + Stream.concat(malformed.files.stream(), told.stream().map(EXPECTED::concat))
                        .collect(Collectors.joining("\n")));
        if (!Boolean.getBoolean("golden.record")) {
            assertThat(told).isEqualTo(malformed.expected);
        }
    }

    @Test
    void thereAreMoreThanAHundred() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(100);
    }

    private void write(Case malformed) {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        String files = String.join("\n", malformed.files) + "\n";
        for (String part : files.split("(?m)^!")) {
            String[] words = part.lines().findFirst().orElse("").split(" ");
            String text = part.lines().skip(1).collect(Collectors.joining("\n", "", "\n"));
            switch (words[0]) {
                case "" -> {}
                case "app" -> write("app/family.yaml", Catalogs.HEAD + text);
                case "write" -> write(words[1], text);
                case "delete" -> delete(words[1]);
                default -> throw new IllegalArgumentException("not a directive: !" + words[0]);
            }
        }
    }

    private void write(String name, String text) {
        Catalogs.write(root, name, text);
    }

    private void delete(String name) {
        try {
            Files.delete(root.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void record() throws IOException {
        if (Boolean.getBoolean("golden.record")) {
            String head = Files.readString(FILE).split("(?m)^## ")[0];
            Files.writeString(FILE, head + String.join("\n\n", RECORDED) + "\n");
        }
    }
}
