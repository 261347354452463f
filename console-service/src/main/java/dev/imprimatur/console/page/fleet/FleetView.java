package dev.imprimatur.console.page.fleet;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * What the page of the fleet shows.
 *
 * @param query which part
 * @param headline what it is opened for, in a sentence or two
 * @param title the same in a few words
 * @param going rebuilds that go on
 * @param tallies how many images are in which state
 * @param attention what needs attention
 * @param families the matrix, by family
 * @param list the images in another order, or null
 * @param orders the orders that there are
 * @param found how many images and families are left by the filter, in words
 * @param unknown why it is not known what is stale, or null
 * @param without what leaving out a part of the filter would show
 */
@RecordBuilder
public record FleetView(
        FleetQuery query,
        String headline,
        String title,
        List<Going> going,
        List<Tally> tallies,
        Attention attention,
        List<FamilyView> families,
        FleetList list,
        List<Order> orders,
        String found,
        String unknown,
        List<Without> without) {

    /**
     * A rebuild that goes on.
     *
     * @param id its id
     * @param reason why it was asked for
     * @param since when, or null
     */
    public record Going(String id, String reason, Instant since) {}

    /**
     * A number that is a filter.
     *
     * @param number how many
     * @param word of what
     * @param mark its mark, or null
     * @param colour its colour
     * @param address where those alone are shown
     * @param current whether they are
     */
    public record Tally(long number, String word, String mark, String colour, String address, boolean current) {}

    /**
     * An order.
     *
     * @param word its name
     * @param address where the fleet is shown in it, or null where it is
     */
    public record Order(String word, String address) {}

    /**
     * A part of the filter that could be left out.
     *
     * @param what the part
     * @param number how many images there would be
     * @param address where
     */
    public record Without(String what, long number, String address) {}

    /** Whether there is no image at all. */
    public boolean empty() {
        return families.isEmpty() && list == null && !query.filters();
    }
}
