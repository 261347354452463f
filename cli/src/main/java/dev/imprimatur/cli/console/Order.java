package dev.imprimatur.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the console is asked: the fields that were given. */
public final class Order {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** An order that says who asks. */
    public static Order ofThisUser() {
        return new Order().with("requestedBy", "cli:" + System.getProperty("user.name"));
    }

    /** With this field too, unless the value is null. */
    public Order with(String field, Object value) {
        if (value != null) {
            fields.put(field, value);
        }
        return this;
    }

    /** The fields that were given, in their order. */
    public Map<String, Object> fields() {
        return fields;
    }
}
