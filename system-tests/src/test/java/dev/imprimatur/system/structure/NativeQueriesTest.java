package dev.imprimatur.system.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hibernate keeps a plan of each call of a native query whose result has the class of a value, until it is full. */
class NativeQueriesTest {
    private static final Pattern TYPED = Pattern.compile("createNativeQuery\\([^;]*?,\\s*(\\w+)\\.class\\)");

    static Stream<String> modules() {
        return Compiled.modules();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void onlyEntitiesAndTuplesAreNamedAsResults(String module) throws IOException {
        Path sources = Checkout.ROOT.resolve(module).resolve("src/main/java");
        List<String> texts = texts(sources);

        assertThat(texts.stream().flatMap(NativeQueriesTest::named).distinct())
                .as("results of native queries; NativeQueries.column is for those of one column")
                .allMatch(name -> name.equals("Tuple") || isEntity(name, texts));
    }

    @Test
    void aValueIsFound() {
        assertThat(named("a.createNativeQuery(\n  \"select f(x, 1)\",\n  Long.class).getSingleResult();"))
                .containsExactly("Long");
        assertThat(named("a.createNativeQuery(\"select 1\").getSingleResult(); b(Long.class);"))
                .isEmpty();
    }

    private static Stream<String> named(String text) {
        return TYPED.matcher(text).results().map((MatchResult result) -> result.group(1));
    }

    private static boolean isEntity(String name, List<String> texts) {
        return texts.stream().anyMatch(text -> text.contains("@Entity") && text.contains("public class " + name + " "));
    }

    private static List<String> texts(Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(NativeQueriesTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
