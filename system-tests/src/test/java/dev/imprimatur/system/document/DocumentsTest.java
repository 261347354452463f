package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reader finds every page, and no link leads nowhere. */
class DocumentsTest {
    private static final Path DOCS = Document.ROOT.resolve("docs");
    private static final Path RECORDS = DOCS.resolve("adr");
    /** After an empty line, and without the line of hyphens that makes a row a head. */
    private static final Pattern LONE_ROW = Pattern.compile("\n\n\\|.*\n(?!\\|[-:])");

    /** A row of the index of decision records: the file, the first word of its status, the date. */
    private static final Pattern RECORD = Pattern.compile(
            "(?m)^\\| \\d+ \\| .*\\]\\((\\d{4}-[^)]+\\.md)\\) \\| (\\w+)\\b.* \\| (\\d{4}-\\d\\d-\\d\\d) \\|$");

    private static final Pattern MERGE = Pattern.compile("(?m)^(<{7}|>{7}) ");
    private static final Pattern TYPE = Pattern.compile("`[A-Z][A-Za-z]+(\\.\\w+)?`");

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Document document : Document.all()) {
            for (String link : document.links().toList()) {
                if (!leadsSomewhere(document, link)) {
                    dead.add(document.name() + ": " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void noRowStandsOutsideOfItsTable() throws IOException {
        assertThat(Document.all())
                .filteredOn(document -> LONE_ROW.matcher(document.prose()).find())
                .extracting(Document::name)
                .isEmpty();
    }

    @Test
    void noMergeIsLeftHalfDone() throws IOException {
        assertThat(Document.all())
                .filteredOn(document -> MERGE.matcher(document.prose()).find())
                .extracting(Document::name)
                .isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        assertThat(linkedFrom(DOCS.resolve("README.md"))).containsAll(pages(DOCS, RECORDS));
    }

    @Test
    void everyDecisionRecordIsInItsIndexUnderItsOwnTitle() throws IOException {
        Path index = RECORDS.resolve("README.md");
        String text = Files.readString(index);
        assertThat(linkedFrom(index)).containsAll(pages(RECORDS));
        assertThat(pages(RECORDS)).filteredOn(page -> !page.equals(index)).allSatisfy(record -> {
            String title = Files.readAllLines(record).getFirst().replaceFirst("# \\d+\\. ", "");
            assertThat(text).contains("[%s](%s)".formatted(title, record.getFileName()));
        });
    }

    @Test
    void everyDecisionRecordHasTheStatusAndDateOfItsIndex() throws IOException {
        List<MatchResult> rows = RECORD.matcher(Files.readString(RECORDS.resolve("README.md")))
                .results()
                .toList();
        assertThat(rows).hasSize(pages(RECORDS).size() - 1);
        for (MatchResult row : rows) {
            assertThat(Files.readAllLines(RECORDS.resolve(row.group(1))).get(2))
                    .as(row.group(1))
                    .isEqualTo("Status: " + row.group(2) + " · " + row.group(3));
        }
    }

    @Test
    void everyModuleHasAReadme() throws IOException {
        try (Stream<Path> folders = Files.list(Document.ROOT)) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))))
                    .isNotEmpty()
                    .allSatisfy(
                            module -> assertThat(module.resolve("README.md")).exists());
        }
    }

    @Test
    void everyTypeOfTheGlossaryIsLinkedToItsSource() throws IOException {
        Document glossary = Document.read(DOCS.resolve("glossary.md"));
        String types = glossary.prose()
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(line.lastIndexOf(" | ")))
                .collect(Collectors.joining("\n"));
        assertThat(types).contains("[`");
        assertThat(TYPE.matcher(types).results())
                .filteredOn(type -> types.charAt(type.start() - 1) != '[')
                .extracting(MatchResult::group)
                .isEmpty();
        assertThat(TYPE.matcher(types).results())
                .extracting(type -> type.group().replaceAll("`|\\..*", ""))
                .isSubsetOf(glossary.links()
                        .map(link -> Path.of(link).getFileName().toString().replace(".java", ""))
                        .toList());
    }

    private static boolean leadsSomewhere(Document document, String link) throws IOException {
        Path target = document.target(link);
        int anchor = link.indexOf('#');
        return Files.exists(target)
                && (anchor < 0 || Document.read(target).anchors().contains(link.substring(anchor + 1)));
    }

    private static Set<Path> linkedFrom(Path index) throws IOException {
        Document document = Document.read(index);
        return Stream.concat(Stream.of(index), document.links().map(document::target))
                .collect(Collectors.toSet());
    }

    private static List<Path> pages(Path folder, Path... without) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of(without).noneMatch(file::startsWith))
                    .toList();
        }
    }
}
