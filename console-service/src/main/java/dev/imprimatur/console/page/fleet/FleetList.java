package dev.imprimatur.console.page.fleet;

import java.util.List;

/**
 * Images of all families in one list.
 *
 * @param cells those of this page
 * @param pages how it is turned over, or null if all are here
 */
public record FleetList(List<Cell> cells, FamilyView.Pages pages) {
    /** So many are on a page. */
    static final int SIZE = 50;

    static FleetList of(FleetQuery query, List<Cell> cells, int from, long all) {
        if (from == 0 && all <= cells.size()) {
            return new FleetList(cells, null);
        }
        int next = from + cells.size();
        return new FleetList(
                cells,
                new FamilyView.Pages(
                        "images %d to %d of %d".formatted(from + 1, next, all),
                        query.page() > 1 ? query.withPage(query.page() - 1).address() : null,
                        next < all ? query.withPage(query.page() + 1).address() : null));
    }
}
