package dev.imprimatur.publisher.approval;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every small change of a tree of JSON: each value changed, dropped, re-typed, exchanged; each list and object grown.
 */
final class TreeMutations {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode original;
    private final ObjectNode other;
    private final List<Mutation> mutations = new ArrayList<>();

    /** A tree that differs from the original in what its name says. */
    record Mutation(String name, ObjectNode tree) {}

    private TreeMutations(ObjectNode original, ObjectNode other) {
        this.original = original;
        this.other = other;
    }

    /** All of them; values are exchanged for those that the other tree has at the same place. */
    static List<Mutation> of(ObjectNode original, ObjectNode other) {
        TreeMutations all = new TreeMutations(original, other);
        all.visit(JsonPointer.empty(), original);
        return all.mutations;
    }

    private void visit(JsonPointer at, JsonNode value) {
        if (!at.matches()) {
            replacements(at, value).forEach((name, replacement) -> replace(at, name, replacement));
            drop(at);
        }
        if (value instanceof ObjectNode object) {
            add(at + " with another field", tree -> ((ObjectNode) tree.at(at)).put("added", "x"));
            object.fieldNames().forEachRemaining(name -> visit(at.appendProperty(name), object.get(name)));
        }
        if (value instanceof ArrayNode array) {
            add(at + " with its first element again", tree -> {
                ArrayNode list = (ArrayNode) tree.at(at);
                list.add(list.isEmpty() ? NODES.textNode("x") : list.get(0).deepCopy());
            });
            for (int i = 0; i < array.size(); i++) {
                visit(at.appendIndex(i), array.get(i));
            }
        }
    }

    private Map<String, JsonNode> replacements(JsonPointer at, JsonNode value) {
        Map<String, JsonNode> replacements = new LinkedHashMap<>();
        replacements.put("null", NODES.nullNode());
        replacements.put("in a list", NODES.arrayNode().add(value.deepCopy()));
        replacements.put("in an object", NODES.objectNode().set("value", value.deepCopy()));
        if (value.isTextual()) {
            String text = value.textValue();
            replacements.put(
                    "changed", NODES.textNode(text.substring(0, text.length() - 1) + (text.endsWith("0") ? "1" : "0")));
            replacements.put("longer", NODES.textNode(text + "0"));
            replacements.put("empty", NODES.textNode(""));
            replacements.put("a number", NODES.numberNode(1));
        } else if (value.isNumber()) {
            replacements.put("changed", NODES.numberNode(value.longValue() + 1));
            replacements.put("a text", NODES.textNode(value.asText()));
            replacements.put("a fraction", NODES.numberNode(value.doubleValue()));
        } else {
            replacements.put("a text", NODES.textNode(value.toString()));
        }
        JsonNode exchange = other.at(at);
        if (!exchange.isMissingNode() && !exchange.equals(value)) {
            replacements.put("the other's", exchange.deepCopy());
        }
        return replacements;
    }

    private void replace(JsonPointer at, String name, JsonNode replacement) {
        add(at + " " + name, tree -> {
            JsonNode parent = tree.at(at.head());
            if (parent instanceof ObjectNode object) {
                object.set(at.last().getMatchingProperty(), replacement);
            } else {
                ((ArrayNode) parent).set(at.last().getMatchingIndex(), replacement);
            }
        });
    }

    private void drop(JsonPointer at) {
        add(at + " dropped", tree -> {
            JsonNode parent = tree.at(at.head());
            if (parent instanceof ObjectNode object) {
                object.remove(at.last().getMatchingProperty());
            } else {
                ((ArrayNode) parent).remove(at.last().getMatchingIndex());
            }
        });
    }

    private void add(String name, java.util.function.Consumer<ObjectNode> change) {
        ObjectNode tree = original.deepCopy();
        change.accept(tree);
        mutations.add(new Mutation(name, tree));
    }
}
