package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Pages;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.httpaccess.TextLimit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which part of the fleet is looked at.
 *
 * @param q words, or with {@code /}, {@code *}, {@code ?} or {@code ,} patterns; empty for all
 * @param state only images in this state, or null
 * @param family only this family, and all of its versions page by page; empty for all
 * @param order in which order
 * @param page which page of it, from 1
 */
public record FleetQuery(String q, FleetState state, String family, FleetOrder order, int page) {

    /** The whole fleet. */
    static final FleetQuery ALL = new FleetQuery("", null, "", FleetOrder.FAMILY, 1);

    /**
     * Reads what an address says.
     *
     * @throws ApiException if it says what cannot be
     */
    static FleetQuery of(String q, String state, String family, String order, Integer page) {
        FleetState known = state == null || state.isEmpty()
                ? null
                : FleetState.named(state)
                        .orElseThrow(() -> ApiException.invalid(
                                "state", "there is no state '" + state + "', expected one of " + names()));
        FleetOrder sorted = order == null || order.isEmpty()
                ? FleetOrder.FAMILY
                : FleetOrder.named(order)
                        .orElseThrow(() -> ApiException.invalid(
                                "order", "there is no order '" + order + "', expected one of family, failures, age"));
        int asked = page == null ? 1 : page;
        Pages.checkFromOne(asked, FleetList.SIZE);
        return new FleetQuery(text("q", q), known, text("family", family), sorted, asked);
    }

    private static String text(String field, String given) {
        String checked = ApiException.checked(TextLimit.REFERENCE, field, given);
        return checked == null ? "" : checked.strip();
    }

    private static String names() {
        return String.join(
                ", ",
                List.of(FleetState.values()).stream().map(FleetState::toString).toList());
    }

    /** Whether it leaves anything out. */
    public boolean filters() {
        return !q.isEmpty() || state != null || !family.isEmpty();
    }

    FleetQuery withState(FleetState other) {
        return new FleetQuery(q, other, family, order, 1);
    }

    FleetQuery withText(String other) {
        return new FleetQuery(other, state, family, order, 1);
    }

    FleetQuery withFamily(String other) {
        return new FleetQuery(q, state, other, order, 1);
    }

    FleetQuery withPage(int other) {
        return new FleetQuery(q, state, family, order, other);
    }

    FleetQuery withOrder(FleetOrder other) {
        return new FleetQuery(q, state, family, other, 1);
    }

    /** The address of the page that shows it, with its query. */
    public String address() {
        List<String> parts = new ArrayList<>();
        if (!q.isEmpty()) {
            parts.add("q=" + Words.encoded(q));
        }
        if (state != null) {
            parts.add("state=" + state);
        }
        if (!family.isEmpty()) {
            parts.add("family=" + Words.encoded(family));
        }
        if (order != FleetOrder.FAMILY) {
            parts.add("order=" + order);
        }
        if (page > 1) {
            parts.add("page=" + page);
        }
        return parts.isEmpty() ? "/fleet" : "/fleet?" + String.join("&", parts);
    }
}
