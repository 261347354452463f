package dev.imprimatur.planner.catalog;

import java.util.Arrays;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A file of the catalogue that knows on which line everything stands. A place in it is named by the keys (text) and
 * positions (numbers from 0) that lead there: {@code "releases", 3, "version"}.
 */
public final class Source {
    private final String name;
    private final Node root;

    Source(String name, Node root) {
        this.name = name;
        this.root = root;
    }

    /** A file of which only the name is known. */
    public static Source named(String name) {
        return new Source(name, null);
    }

    /** The file's name, relative to the catalogue. */
    public String name() {
        return name;
    }

    /** A mistake at this place, or at the nearest place around it that the file has. */
    public Problem problem(String message, Object... place) {
        return new Problem(name, line(place), message);
    }

    /** Whether something stands at this place. */
    public boolean has(Object... place) {
        Node node = node(place);
        return node != null && !node.getTag().equals(Tag.NULL);
    }

    /** Whether nothing stands at this place, or a mapping or list without entries. */
    boolean empty(Object... place) {
        return !(node(place) instanceof CollectionNode<?> collection)
                ? !has(place)
                : collection.getValue().isEmpty();
    }

    private Node node(Object... place) {
        Node node = root;
        for (Object step : place) {
            node = node == null ? null : step(node, step).map(Step::value).orElse(null);
        }
        return node;
    }

    private int line(Object... place) {
        if (root == null) {
            return 0;
        }
        Node node = root;
        int line = place.length == 0 ? 1 : line(root);
        for (Object step : place) {
            Optional<Step> next = step(node, step);
            if (next.isEmpty()) {
                break;
            }
            line = next.get().line();
            node = next.get().value();
        }
        return line;
    }

    private static Optional<Step> step(Node node, Object step) {
        if (node instanceof SequenceNode list && step instanceof Integer position) {
            return position < list.getValue().size()
                    ? Optional.of(list.getValue().get(position)).map(element -> new Step(line(element), element))
                    : Optional.empty();
        }
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .filter(tuple -> key(tuple).equals(step))
                    .findFirst()
                    .map(tuple -> new Step(line(tuple.getKeyNode()), tuple.getValueNode()));
        }
        return Optional.empty();
    }

    private static String key(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The place one step further in. */
    static Object[] under(Object[] place, Object step) {
        Object[] under = Arrays.copyOf(place, place.length + 1);
        under[place.length] = step;
        return under;
    }

    /** The line of a node, counted from 1. */
    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private record Step(int line, Node value) {}
}
