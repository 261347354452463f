package dev.imprimatur.console.page.fleet;

import java.util.List;

/**
 * A family on the page.
 *
 * @param name its name
 * @param address where it is shown alone
 * @param summary what there is of it, in words
 * @param variants its columns; none if it is folded
 * @param rows its versions on this page
 * @param pages how its versions are turned over, or null if all are here
 */
public record FamilyView(
        String name, String address, String summary, List<String> variants, List<Row> rows, Pages pages) {

    /**
     * A version.
     *
     * @param version its number
     * @param cells an image, or null where there is none, for each variant
     */
    public record Row(String version, List<Slot> cells) {}

    /**
     * A place in the matrix.
     *
     * @param variant the variant of its column
     * @param cell the image, or null if there is none
     */
    public record Slot(String variant, Cell cell) {}

    /**
     * How the versions are turned over.
     *
     * @param words which ones are shown
     * @param before the address of the page before, or null
     * @param next the address of the page after, or null
     */
    public record Pages(String words, String before, String next) {}

    /** Whether only its summary is shown. */
    public boolean folded() {
        return rows.isEmpty();
    }
}
