package dev.imprimatur.planner.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedFeedsTest {
    record Case(String type, String answer, String message) {
        static Case parse(String block) {
            int answer = block.indexOf('\n');
            int message = block.indexOf("\n=> ");
            return new Case(
                    block.substring(0, answer),
                    block.substring(answer + 1, message + 1),
                    block.substring(message + 4).strip());
        }
    }

    static Stream<Case> answers() throws IOException {
        String text = Files.readString(Path.of("src/test/resources/feeds/malformed.txt"));
        return Arrays.stream(text.split("\n--- ")).skip(1).map(Case::parse);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aMalformedAnswerIsReportedWithItsPlace(Case malformed) {
        FeedType type = FeedType.parse(malformed.type);

        assertThatThrownBy(() -> type.read(List.of(malformed.answer), null))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining(malformed.message);
    }

    @Test
    void anAnswerThatMemoryMayNotSufficeForIsRefused() {
        String lines =
                IntStream.rangeClosed(1, 200_001).mapToObj(i -> "1.0." + i).collect(Collectors.joining("\n"));
        assertThatThrownBy(() -> FeedType.LIST.read(List.of(lines), null))
                .isInstanceOf(FeedException.class)
                .hasMessage("it has more than 200000 releases, facts and tags together");

        String dense = "[" + "{},".repeat(500_000) + "{}]";
        assertThatThrownBy(() -> FeedType.NODE_INDEX.read(List.of(dense), null))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("larger or deeper than a page may be");
    }

    @Test
    void thereAreMany() throws IOException {
        assertThat(answers()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                // type | url | file | package | versions | withdrawn | maxLoss | message
                "-|-|a.json|-|-|-|-|feed.type: is missing, expected one of node-index, npm, github-releases, list, file",
                "rss|-|a.json|-|-|-|-|feed.type: 'rss' is no type of feed, expected one of node-index, npm",
                "npm|-|-|-|-|-|-|feed.type: a feed of type npm needs file or package, found neither",
                "npm|https://example.org/|-|-|-|-|-|feed.url: a feed of type npm needs file or package, found url",
                "list|https://example.org/|a.txt|-|-|-|-|feed.url: a feed of type list needs file or url, found url and file",
                "file|https://example.org/|-|-|-|-|-|feed.url: a feed of type file needs file, found url",
                "npm|-|-|--registry=x|-|-|-|feed.package: '--registry=x' is not the name of an npm package",
                "npm|-|-|a/b/c|-|-|-|feed.package: 'a/b/c' is not the name of an npm package",
                "node-index|ftp://example.org/|-|-|-|-|-|feed.url: 'ftp://example.org/' is not a URL with http:// or https://",
                "node-index|example.org/index.json|-|-|-|-|-|feed.url: 'example.org/index.json' is not a URL with http",
                "node-index|https://exa mple.org/|-|-|-|-|-|feed.url: 'https://exa mple.org/' is not a URL: Illegal character",
                "node-index|https://me:secret@example.org/|-|-|-|-|-|feed.url: a login has no place in a catalogue",
                "list|-|/etc/passwd|-|-|-|-|feed.file: '/etc/passwd' is outside the catalogue",
                "list|-|../../passwd|-|-|-|-|feed.file: '../../passwd' is outside the catalogue",
                "list|-|a.txt|-|newest|-|-|feed.versions: 'newest' is not a range of versions, expected for example",
                "list|-|a.txt|-|>=|-|-|feed.versions: '>=' is not a range of versions",
                "list|-|a.txt|-|-|1.0.0 and 2.0.0|-|feed.withdrawn: '1.0.0 and 2.0.0' is not a range of versions",
                "list|-|a.txt|-|-|-|10|feed.maxLoss: '10' is not a share, expected for example 10%",
                "list|-|a.txt|-|-|-|101%|feed.maxLoss: '101%' is not a share, expected for example 10%",
            })
    void aMistakeInTheCatalogueIsReportedWithItsKey(
            String type,
            String url,
            String file,
            String npmPackage,
            String versions,
            String withdrawn,
            String maxLoss,
            String message) {
        FeedFile feed = new FeedFile(
                null, type, url, file, npmPackage, null, null, versions, null, null, null, withdrawn, maxLoss);
        List<String> mistakes = new ArrayList<>();

        assertThat(FeedCheck.check("app", feed, (key, mistake) -> mistakes.add(mistake)))
                .isEmpty();

        assertThat(mistakes).singleElement().asString().startsWith(message);
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        FeedFile feed = new FeedFile(
                null,
                "npm",
                null,
                null,
                "Node Linux",
                "v",
                null,
                "new",
                true,
                List.of(" "),
                Map.of("a", " "),
                "old",
                "x");
        List<String> keys = new ArrayList<>();

        FeedCheck.check("app", feed, (key, mistake) -> keys.add(key));

        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "package", "tagPrefix", "versions", "preReleases", "requires", "args", "withdrawn", "maxLoss");
    }
}
