package dev.imprimatur.cli.output;

import dev.imprimatur.oci.PlainText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Columns that line up, whatever the cells hold.
 *
 * @param <T> what a row shows
 */
public final class Table<T> {
    private static final String GAP = "  ";

    private final Collection<T> rows;
    private final List<List<String>> columns = new ArrayList<>();

    private Table(Collection<T> rows) {
        this.rows = rows;
    }

    /** A table with a row for each of these, and without columns yet. */
    public static <T> Table<T> of(Collection<T> rows) {
        return new Table<>(rows);
    }

    /** Adds a column by its heading and what it shows of a row; a null is an empty cell. */
    public Table<T> column(String heading, Function<? super T, ?> cell) {
        List<String> cells = Stream.concat(
                        Stream.of(PlainText.of(heading)), rows.stream().map(row -> text(cell.apply(row))))
                .toList();
        int width = cells.stream().mapToInt(String::length).max().orElse(0);
        columns.add(cells.stream()
                .map(each -> each + " ".repeat(width - each.length()))
                .toList());
        return this;
    }

    private static String text(Object cell) {
        return cell == null ? "" : PlainText.of(cell.toString());
    }

    /** The lines, without a line break at the end. */
    @Override
    public String toString() {
        return IntStream.rangeClosed(0, rows.size()).mapToObj(this::line).collect(Collectors.joining("\n"));
    }

    private String line(int number) {
        return columns.stream()
                .map(column -> column.get(number))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }
}
