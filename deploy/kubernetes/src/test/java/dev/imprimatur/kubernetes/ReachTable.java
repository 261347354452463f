package dev.imprimatur.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of who reaches whom, as people read it. */
record ReachTable(List<Row> rows) {
    private static final String HEAD = "| from | to | ports | in |";

    /** Who reaches whom by which ports, in these overlays; in all if none is named. */
    record Row(List<String> from, List<String> to, List<String> ports, Set<String> in) {
        Stream<String> connections(Set<String> names) {
            return from.stream()
                    .filter(names::contains)
                    .flatMap(source -> to.stream()
                            .filter(names::contains)
                            .flatMap(target ->
                                    ports.stream().map(port -> "%s -> %s %s".formatted(source, target, port))));
        }
    }

    static ReachTable read() throws IOException {
        List<String> lines = lines();
        return new ReachTable(lines.stream()
                .skip(lines.indexOf(HEAD) + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(ReachTable::row)
                .toList());
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("imprimatur.root"), "docs", "operating", "reach.md"));
    }

    /** The names in the first line of what is said on this below the table. */
    static Set<String> namedBelow(String topic) throws IOException {
        String line = lines().stream()
                .filter(each -> each.startsWith("- **" + topic + "**"))
                .findFirst()
                .orElseThrow();
        return Pattern.compile("`([^`]+)`")
                .matcher(line)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|", -1);
        return new Row(
                names(cells[1]),
                names(cells[2]),
                words(cells[3]).toList(),
                words(cells[4]).collect(Collectors.toSet()));
    }

    private static List<String> names(String cell) {
        return words(cell)
                .flatMap(word -> switch (word) {
                    case "services" -> Stream.of("renderer", "publisher", "console", "builder", "tester");
                    case "pods elsewhere" -> Surroundings.elsewhere().stream();
                    case "addresses" -> Surroundings.addresses().stream();
                    default -> Stream.of(word);
                })
                .toList();
    }

    private static Stream<String> words(String cell) {
        return Arrays.stream(cell.replace("`", "").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty());
    }

    Set<String> names() {
        return rows.stream()
                .flatMap(row -> Stream.of(row.from(), row.to()))
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    /** Of a cluster that has what these names say. */
    Set<String> connections(Set<String> where, Set<String> names) {
        return rows.stream()
                .filter(row -> row.in().isEmpty() || row.in().stream().anyMatch(where::contains))
                .flatMap(row -> row.connections(names))
                .collect(Collectors.toSet());
    }
}
