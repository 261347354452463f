package dev.imprimatur.console.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The part of a query that picks rows, as parameters of a request ask for it: all of them have to be met. */
public final class Conditions {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    /** Begins with what is always to be met, if there is such a thing. */
    public Conditions(String... always) {
        conditions.addAll(List.of(always));
    }

    /** A field is to have this value, if one is given. */
    public Conditions with(String field, Object value) {
        return where(field + " = :" + field, field, value);
    }

    /** This is to be met, which names its value so, if one is given. */
    public Conditions where(String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
        return this;
    }

    /** The query with this order. */
    public String orderedBy(String order) {
        return (conditions.isEmpty() ? "" : String.join(" and ", conditions) + " ") + "order by " + order;
    }

    /** What its parameters are. */
    public Map<String, Object> values() {
        return values;
    }

    /** Which of these a parameter names, or null if it was not given. */
    public static <E> E named(String parameter, String text, E[] all) {
        List<String> names = Arrays.stream(all).map(Object::toString).toList();
        if (text != null && !names.contains(text)) {
            throw ApiException.invalid(parameter, "expected " + String.join(", ", names));
        }
        return text == null ? null : all[names.indexOf(text)];
    }
}
