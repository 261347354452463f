package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rebuild.RebuildState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts together what the page of the fleet shows. */
@ApplicationScoped
class Fleet {
    private static final int GOING = 3;

    @Inject
    FleetRows rows;

    @Inject
    Families families;

    @Inject
    Causes causes;

    @Inject
    PageMarks marks;

    FleetView view(FleetQuery query) {
        FleetRows.Families whole = rows.families(query);
        FleetNumbers all = FleetNumbers.of(whole.all(), rows.tags());
        List<FleetRows.Family> found = whole.found();
        long roots = causes.count();
        Headline headline = new Headline(all, roots);
        boolean list = query.order().isList();
        return FleetViewBuilder.builder()
                .query(query)
                .headline(headline.sentence())
                .title(headline.title())
                .going(going())
                .tallies(tallies(query, all))
                .attention(causes.attention(roots))
                .families(list ? List.of() : families.of(query, found))
                .list(list && !found.isEmpty() ? families.list(query, found) : null)
                .orders(orders(query))
                .found(words(found))
                .unknown(marks.get().trouble())
                .without(found.isEmpty() && query.filters() ? without(query) : List.of())
                .build();
    }

    private static List<FleetView.Going> going() {
        return Rebuild.<Rebuild>find(
                        Rebuild.KNOWN + " and state in ?1 order by requestedAt desc nulls last, id",
                        List.of(RebuildState.REQUESTED, RebuildState.RUNNING))
                .page(0, GOING)
                .<Rebuild>stream()
                .map(rebuild -> new FleetView.Going(rebuild.id, rebuild.reason, rebuild.requestedAt))
                .toList();
    }

    private static List<FleetView.Tally> tallies(FleetQuery query, FleetNumbers all) {
        List<FleetView.Tally> tallies = new ArrayList<>();
        tallies.add(new FleetView.Tally(
                all.images(), "all", null, "", query.withState(null).address(), query.state() == null));
        for (FleetState state : FleetState.values()) {
            long number = all.states().get(state);
            if (number > 0 || state == query.state() || state == FleetState.UP_TO_DATE) {
                tallies.add(new FleetView.Tally(
                        number,
                        state.word(),
                        state.mark(),
                        state.colour(),
                        query.withState(state).address(),
                        state == query.state()));
            }
        }
        return tallies;
    }

    private static List<FleetView.Order> orders(FleetQuery query) {
        return Arrays.stream(FleetOrder.values())
                .map(order -> new FleetView.Order(
                        order.word(),
                        order == query.order() ? null : query.withOrder(order).address()))
                .toList();
    }

    private static String words(List<FleetRows.Family> found) {
        return Words.spelled(found.size())
                + (found.size() == 1 ? " family, " : " families, ")
                + Words.count(FleetRows.Family.images(found), "image");
    }

    private List<FleetView.Without> without(FleetQuery query) {
        List<FleetView.Without> without = new ArrayList<>();
        if (!query.q().isEmpty()) {
            without.add(without("“" + query.q() + "”", query.withText("")));
        }
        if (query.state() != null) {
            without.add(without(query.state().word(), query.withState(null)));
        }
        if (!query.family().isEmpty()) {
            without.add(without("family " + query.family(), query.withFamily("")));
        }
        return without;
    }

    private FleetView.Without without(String what, FleetQuery rest) {
        return new FleetView.Without(what, rows.count(rest), rest.address());
    }
}
