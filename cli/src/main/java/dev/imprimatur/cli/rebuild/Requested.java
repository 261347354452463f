package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.console.Order;
import java.util.List;
import java.util.Map;

/**
 * Which images a rebuild is about.
 *
 * @param type rebuild-all, rebuild-selected or rebuild-stale
 * @param select patterns for images, or null
 * @param priority how urgent it is where the command line does not say, or null
 */
record Requested(String type, String select, String priority) {
    static final Requested ALL = new Requested("rebuild-all", null, null);
    static final Requested STALE = new Requested("rebuild-stale", null, null);

    static Requested selected(String select) {
        return new Requested("rebuild-selected", select, null);
    }

    /** What the console is asked for. */
    Order order() {
        return Order.ofThisUser().with("type", type).with("select", select).with("priority", priority);
    }

    /** What the console is asked what it would do. */
    Map<String, Object> query(List<String> allow) {
        return new Order()
                .with("select", select)
                .with("stale", STALE.type.equals(type))
                .with("allow", allow)
                .fields();
    }
}
