package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A promise names the test that tries to break it; there is such a test. */
class NamedTestsTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void everyTestThatADocumentNamesIsThere() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        for (Document document : Document.all()) {
            NAMED.matcher(document.prose())
                    .results()
                    .filter(named -> !isThere(named, sources))
                    .forEach(named -> missing.add(document.name() + ": " + named.group()));
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isThere(MatchResult named, Map<String, String> sources) {
        String source = sources.getOrDefault(named.group(1), "");
        return named.group(2) == null ? !source.isEmpty() : source.contains(" " + named.group(2) + "(");
    }

    /** The sources of all classes by their names, since {@code ImageTest} is no test; two modules may use one name. */
    static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> folders =
                Stream.concat(Files.list(Document.ROOT), Files.list(Document.ROOT.resolve("deploy")))) {
            for (Path folder : folders.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList()) {
                        sources.merge(
                                file.getFileName().toString().replace(".java", ""),
                                Files.readString(file),
                                String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
