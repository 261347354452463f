package dev.imprimatur.events.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The versioning rule: between two versions of a schema fields may come, and nothing else may happen to readers. */
final class Additions {
    private Additions() {}

    /** What the later schema takes from readers of the earlier one; empty if it only adds. */
    static List<String> broken(JsonNode earlier, JsonNode later) {
        List<String> broken = new ArrayList<>();
        compare("", earlier, later, broken);
        return broken;
    }

    private static void compare(String place, JsonNode earlier, JsonNode later, List<String> broken) {
        if (!earlier.path("type").equals(later.path("type"))) {
            broken.add(place + " was " + earlier.path("type") + " and is " + later.path("type"));
        }
        for (String name : texts(earlier.path("required"))) {
            if (!texts(later.path("required")).contains(name)) {
                broken.add(place + "/" + name + " was always there and no longer is");
            }
        }
        for (Map.Entry<String, JsonNode> field : earlier.path("properties").properties()) {
            JsonNode now = later.path("properties").path(field.getKey());
            if (now.isMissingNode()) {
                broken.add(place + "/" + field.getKey() + " is gone");
            } else {
                compare(place + "/" + field.getKey(), field.getValue(), now, broken);
            }
        }
        if (earlier.has("items")) {
            compare(place + "[]", earlier.get("items"), later.path("items"), broken);
        }
    }

    private static TreeSet<String> texts(JsonNode names) {
        TreeSet<String> texts = new TreeSet<>();
        names.forEach(name -> texts.add(name.asText()));
        return texts;
    }
}
