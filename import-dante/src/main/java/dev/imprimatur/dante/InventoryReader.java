package dev.imprimatur.dante;

import dev.imprimatur.planner.catalog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads an {@code inventory.yml}. dante itself checks nothing: it passes over keys that it does not know, which is
 * reported here as a notice, and breaks down on values of another kind, which is a problem here.
 */
final class InventoryReader {
    /** The inventory's name in a project's folder. */
    static final String FILE = "inventory.yml";

    private static final List<String> KEYS = List.of("name", "path", "test", "alias");

    private final String file;
    private final List<Problem> problems;
    private final List<Problem> notices;

    InventoryReader(String file, List<Problem> problems, List<Problem> notices) {
        this.file = file;
        this.problems = problems;
        this.notices = notices;
    }

    /** The images in their order; those with a mistake are left out, and the mistake is noted. */
    List<InventoryImage> read(Path path) {
        Node root = parse(path);
        List<InventoryImage> images = new ArrayList<>();
        if (root == null) {
            return images;
        }
        Map<String, Node> keys = mapping(root, "");
        keys.keySet().stream()
                .filter(key -> !key.equals("images"))
                .forEach(key -> note(keys.get(key), key + ": dante passes over this key, and so does the import"));
        if (!(keys.get("images") instanceof SequenceNode list)
                || list.getValue().isEmpty()) {
            problem(keys.getOrDefault("images", root), "images: expected a list of images, each with name and path");
            return images;
        }
        for (int i = 0; i < list.getValue().size(); i++) {
            InventoryImage image = image(list.getValue().get(i), "images[" + i + "]");
            if (image != null) {
                images.add(image);
            }
        }
        return images;
    }

    private Node parse(Path path) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(Files.newBufferedReader(path));
            if (root == null) {
                problems.add(new Problem(file, 1, "the inventory is empty"));
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(new Problem(file, line, "not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Problem(file, 0, "not YAML: " + e.getMessage()));
        } catch (IOException e) {
            problems.add(new Problem(
                    file,
                    0,
                    "the inventory cannot be read; a dante project is a folder with an " + FILE + " (" + e + ")"));
        }
        return null;
    }

    private InventoryImage image(Node node, String where) {
        int before = problems.size();
        Map<String, Node> keys = mapping(node, where);
        keys.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> note(
                        keys.get(key),
                        where + "." + key + ": dante passes over this key, and so does the import; it knows " + KEYS));
        Field name = required(keys, node, where, "name");
        Field path = required(keys, node, where, "path");
        List<Field> tests = textOrList(keys, where, "test");
        List<Field> aliases = textOrList(keys, where, "alias");
        return problems.size() == before ? new InventoryImage(name, path, tests, aliases) : null;
    }

    private Field required(Map<String, Node> keys, Node image, String where, String key) {
        if (keys.containsKey(key)) {
            return text(keys.get(key), where + "." + key);
        }
        if (image instanceof MappingNode) {
            problem(image, where + ": '" + key + "' is missing");
        }
        return null;
    }

    private List<Field> textOrList(Map<String, Node> keys, String where, String key) {
        Node value = keys.get(key);
        if (value == null || value.getTag().equals(Tag.NULL)) {
            return List.of();
        }
        List<Field> fields = new ArrayList<>();
        if (value instanceof SequenceNode list) {
            for (int i = 0; i < list.getValue().size(); i++) {
                fields.add(text(list.getValue().get(i), where + "." + key + "[" + i + "]"));
            }
        } else {
            fields.add(text(value, where + "." + key));
        }
        return fields;
    }

    private Field text(Node node, String where) {
        if (node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.STR)
                && !scalar.getValue().isBlank()) {
            return new Field(file, line(node), where, scalar.getValue());
        }
        problem(node, where + ": expected text; put a number or a word such as 'yes' in quotes");
        return null;
    }

    private Map<String, Node> mapping(Node node, String where) {
        Map<String, Node> keys = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, (where.isEmpty() ? "" : where + ": ") + "expected keys with values");
            return keys;
        }
        for (NodeTuple pair : mapping.getValue()) {
            String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (keys.put(key, pair.getValueNode()) != null) {
                problem(pair.getKeyNode(), (where.isEmpty() ? "" : where + ".") + key + ": the key is there twice");
            }
        }
        return keys;
    }

    private void problem(Node node, String message) {
        problems.add(new Problem(file, line(node), message));
    }

    private void note(Node node, String message) {
        notices.add(new Problem(file, line(node), message));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
