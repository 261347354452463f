package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.suggestion.Suggestion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Makes records of YAML nodes. Scalars keep the text that stands in the file, so that 22.10 stays 22.10. What does not
 * fit becomes null and is noted; nothing ends the reading, so that all mistakes are reported at once.
 */
final class RecordBinder {
    private static final Pattern NOT_ONE_LINE = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    /** Half of a pair of surrogates, by an escape of YAML: UTF-8 has no form for it, so it is not kept as it is. */
    private static final Pattern HALF = Pattern.compile("\\p{Cs}");

    private static final String HALF_FOUND =
            ": found half of a character, by an escape from \\ud800 to \\udfff; write the whole character";

    private final String file;
    private final List<Problem> problems;

    RecordBinder(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The node as a record of this type, or null. */
    <T> T bind(Node node, Class<T> type) {
        return type.cast(value(node, type, "the file"));
    }

    private Object value(Node node, Type type, String what) {
        if (node.getTag().equals(Tag.NULL)) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? list(node, arguments[0], what) : map(node, arguments[1], what);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() ? record(node, new FileRecord(plain), what) : scalar(node, plain, what, "");
    }

    private Object record(Node node, FileRecord record, String what) {
        Map<String, RecordComponent> keys = record.keys();
        Optional<RecordComponent> word = record.word();
        Map<RecordComponent, Object> values = new HashMap<>();
        if (node instanceof MappingNode entries) {
            entries(entries, what).forEach((key, entry) -> {
                if (keys.containsKey(key)) {
                    RecordComponent component = keys.get(key);
                    values.put(component, value(entry.getValueNode(), component.getGenericType(), "'" + key + "'"));
                } else {
                    note(entry.getKeyNode(), Suggestion.unknown(key, keys.keySet()));
                }
            });
        } else if (node instanceof ScalarNode && word.isPresent()) {
            values.put(word.get(), scalar(node, word.get().getType(), what, ", or " + record.form()));
        } else {
            note(node, what + ": expected " + record.form() + ", found " + form(node));
            return null;
        }
        return record.with(values);
    }

    private List<Object> list(Node node, Type element, String what) {
        if (!(node instanceof SequenceNode sequence)) {
            note(node, what + ": expected a list, found " + form(node));
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (Node each : sequence.getValue()) {
            Object value = value(each, element, "an entry of " + what);
            if (each.getTag().equals(Tag.NULL)) {
                note(each, what + " has an empty entry");
            }
            values.add(value);
        }
        return values;
    }

    private Map<String, Object> map(Node node, Type type, String what) {
        if (!(node instanceof MappingNode mapping)) {
            note(node, what + ": expected a mapping, found " + form(node));
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        entries(mapping, what).forEach((key, entry) -> {
            if (entry.getValueNode().getTag().equals(Tag.NULL)) {
                note(entry.getKeyNode(), "nothing stands after '" + key + ":'");
            }
            Object value = value(entry.getValueNode(), type, "'" + key + "'");
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private Map<String, NodeTuple> entries(MappingNode mapping, String what) {
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                note(tuple.getKeyNode(), what + ": expected a word before ':', found " + form(tuple.getKeyNode()));
            } else if (HALF.matcher(key.getValue()).find()) {
                note(key, "a word before ':'" + HALF_FOUND);
            } else if (key.getValue().equals("<<")) {
                note(key, "merge keys (<<) are not supported; write out what they stand for");
            } else if (entries.putIfAbsent(key.getValue(), tuple) != null) {
                int first = Source.line(entries.get(key.getValue()).getKeyNode());
                note(key, "'" + key.getValue() + "' is there twice, first on line " + first);
            }
        }
        return entries;
    }

    private Object scalar(Node node, Class<?> type, String what, String or) {
        ScalarType known = ScalarType.of(type);
        if (!(node instanceof ScalarNode scalar)) {
            note(node, what + ": expected " + known.expected() + or + ", found " + form(node));
            return null;
        }
        String text = scalar.getValue();
        if (type == String.class && NOT_ONE_LINE.matcher(text).find()) {
            note(node, what + ": expected one line of text; write a long one after >-");
            return null;
        }
        if (type == String.class && HALF.matcher(text).find()) {
            note(node, what + HALF_FOUND);
            return null;
        }
        Object value = known.parse(text);
        if (value == null) {
            String found = ", found '" + text + "'" + known.suggestion(text);
            note(node, what + ": expected " + known.expected() + or + found);
        }
        return value;
    }

    private static String form(Node node) {
        return switch (node) {
            case MappingNode mapping -> "a mapping";
            case SequenceNode list -> "a list";
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            default -> "something else";
        };
    }

    private void note(Node node, String message) {
        problems.add(new Problem(file, Source.line(node), message));
    }
}
