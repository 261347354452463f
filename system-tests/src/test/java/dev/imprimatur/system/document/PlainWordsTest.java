package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Documents, pages, scripts, names, comments and messages use the words that readers know; the glossary has those of
 * the field.
 */
class PlainWordsTest {
    /** A blank may be the end of a line. */
    private static final Pattern ODD =
            Pattern.compile(("\\b([Ww]hoever|(?<!@code\\h)[Nn]obody|[Ss]omebody|[Aa]new|told of"
                            + "|(is|are|was|were|been) told|in (its|their|the) stead|cared for|belongs? into|lets? go of|[Bb]y chance"
                            + "|comes? to nothing|as yet|(counts?|waits?|watched|planned|blocked|there|it) no more(?! than| of))\\b")
                    .replace(" ", "\\s+"));

    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"(?s:.*?[^\\\\])??\"\"\"");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*+\"");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])([A-Z])(?=[a-z])");

    @Test
    void documentsUseThem() throws IOException {
        List<String> odd = new ArrayList<>();
        for (Document document : Document.all()) {
            odd.addAll(odd(document.file(), Function.identity()));
        }
        assertThat(odd).isEmpty();
    }

    @Test
    void soDoesTheCode() throws IOException {
        assertThat(odd("src/main/java", ".java", PlainWordsTest::withNamesInWords))
                .isEmpty();
    }

    /** What tests send and expect, between quotes, is as it is. */
    @Test
    void soDoTests() throws IOException {
        assertThat(odd("src/test/java", ".java", PlainWordsTest::namesAndComments))
                .isEmpty();
    }

    @Test
    void soDoPages() throws IOException {
        assertThat(odd("src/main/resources/templates", ".html", Function.identity()))
                .isEmpty();
    }

    @Test
    void soDoScripts() throws IOException {
        List<String> odd = new ArrayList<>(odd(Document.ROOT.resolve("imprimatur"), Function.identity()));
        odd.addAll(oddBelow(Document.ROOT.resolve("deploy"), ".sh", Function.identity()));
        assertThat(odd).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "void failsByChance() {,                    by chance",
        "// made anew,                              anew",
        "String a = \"anew\"; // whoever it is,     whoever",
        "void aTokenThatCountsNoMoreIsRefused() {,  counts no more",
        "String a = \"nobody\";,                    ",
        "assertThat(a).hasNoMoreThan(3);,           "
    })
    void namesAreReadAsWordsAndStringsAreNot(String line, String word) {
        Matcher odd = ODD.matcher(namesAndComments(line));
        assertThat(odd.find() ? odd.group() : null).isEqualTo(word);
    }

    @Test
    void theyAreFoundOverTheEndOfALine() {
        assertThat(ODD.matcher("a token that expired counts no\nmore at once").find())
                .isTrue();
        assertThat(ODD.matcher("it counts no\nmore than ten").find()).isFalse();
    }

    private static List<String> odd(String folder, String suffix, Function<String, String> reading) throws IOException {
        List<String> odd = new ArrayList<>();
        for (Path module : modules(folder)) {
            odd.addAll(oddBelow(module.resolve(folder), suffix, reading));
        }
        return odd;
    }

    private static List<String> oddBelow(Path folder, String suffix, Function<String, String> reading)
            throws IOException {
        List<String> odd = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files = walk.filter(file -> file.toString().endsWith(suffix)
                            && !file.toString().contains("/target/")
                            && !file.endsWith("PlainWordsTest.java"))
                    .toList();
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                odd.addAll(odd(file, reading));
            }
        }
        return odd;
    }

    private static List<Path> modules(String folder) throws IOException {
        try (Stream<Path> folders =
                Stream.concat(Files.list(Document.ROOT), Files.list(Document.ROOT.resolve("deploy")))) {
            List<Path> modules = folders.filter(module -> Files.isDirectory(module.resolve(folder)))
                    .toList();
            assertThat(modules).isNotEmpty();
            return modules;
        }
    }

    /** Code without what stands between quotes; its lines stay. */
    private static String namesAndComments(String code) {
        String withoutBlocks = TEXT_BLOCK
                .matcher(code)
                .replaceAll(block -> "\n".repeat((int) block.group().lines().count() - 1));
        return withNamesInWords(STRING.matcher(withoutBlocks).replaceAll("\"\""));
    }

    private static String withNamesInWords(String code) {
        return HUMP.matcher(code).replaceAll(hump -> " " + hump.group().toLowerCase(Locale.ROOT));
    }

    /** Each odd word with its place; what a program prints or reads, between backquotes, is as it is. */
    private static List<String> odd(Path file, Function<String, String> reading) throws IOException {
        List<String> found = new ArrayList<>();
        String text = reading.apply(Files.readString(file)).replaceAll("`[^`\n]*`", "");
        Matcher odd = ODD.matcher(text);
        while (odd.find()) {
            long line = text.substring(0, odd.end()).lines().count();
            found.add("%s:%d: %s".formatted(Document.ROOT.relativize(file), line, odd.group()));
        }
        return found;
    }
}
