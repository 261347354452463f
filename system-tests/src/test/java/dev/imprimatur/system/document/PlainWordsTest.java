package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents, Javadoc, comments and messages use the words that readers know; the glossary has those of the field. */
class PlainWordsTest {
    private static final Pattern ODD = Pattern.compile("\\b([Ww]hoever|(?<!@code )[Nn]obody|[Ss]omebody|[Aa]new|told of"
            + "|(is|are|was|were|been) told|in (its|their|the) stead|cared for|belongs? into|lets? go of)\\b");

    @Test
    void documentsUseThem() throws IOException {
        List<String> odd = new ArrayList<>();
        for (Document document : Document.all()) {
            odd.addAll(odd(document.file()));
        }
        assertThat(odd).isEmpty();
    }

    @Test
    void soDoesTheCode() throws IOException {
        List<String> odd = new ArrayList<>();
        for (Path module : modules()) {
            try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    odd.addAll(odd(file));
                }
            }
        }
        assertThat(odd).isEmpty();
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Document.ROOT)) {
            List<Path> modules = folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .toList();
            assertThat(modules).isNotEmpty();
            return modules;
        }
    }

    /** Each odd word with its place; what a program prints or reads, between backquotes, is as it is. */
    private static List<String> odd(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int number = 0; number < lines.size(); number++) {
            Matcher odd = ODD.matcher(lines.get(number).replaceAll("`[^`]*`", ""));
            while (odd.find()) {
                found.add("%s:%d: %s".formatted(Document.ROOT.relativize(file), number + 1, odd.group()));
            }
        }
        return found;
    }
}
