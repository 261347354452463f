package dev.imprimatur.planner.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.imprimatur.planner.suggestion.Suggestion;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

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
        return plain.isRecord() ? record(node, plain, what) : scalar(node, plain, what, "");
    }

    private Object record(Node node, Class<?> type, String what) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        List<String> keys = Arrays.stream(components)
                .filter(component -> !component.isAnnotationPresent(ScalarForm.class))
                .map(RecordBinder::key)
                .toList();
        if (node instanceof MappingNode mapping) {
            entries(mapping, what).forEach((key, child) -> {
                if (keys.contains(key)) {
                    int at = position(components, key);
                    values[at] = value(child.getValueNode(), components[at].getGenericType(), "'" + key + "'");
                } else {
                    note(child.getKeyNode(), Suggestion.unknown(key, keys));
                }
            });
        } else if (node instanceof ScalarNode && keys.size() < components.length) {
            int word = wordOf(components);
            values[word] =
                    scalar(node, components[word].getType(), what, ", or a mapping of " + String.join(", ", keys));
        } else {
            note(node, what + ": expected a mapping of " + String.join(", ", keys) + ", found " + form(node));
            return null;
        }
        return construct(type, values);
    }

    private static int wordOf(RecordComponent[] components) {
        int at = 0;
        while (!components[at].isAnnotationPresent(ScalarForm.class)) {
            at++;
        }
        return at;
    }

    private static int position(RecordComponent[] components, String name) {
        int at = 0;
        while (!key(components[at]).equals(name)) {
            at++;
        }
        return at;
    }

    /** The key of a component: its name, unless that is no word of Java. */
    static String key(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static Object construct(Class<?> type, Object[] values) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
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
        if (!(node instanceof ScalarNode scalar)) {
            note(node, what + ": expected " + expected(type) + or + ", found " + form(node));
            return null;
        }
        String text = scalar.getValue();
        if (type == String.class) {
            if (NOT_ONE_LINE.matcher(text).find()) {
                note(node, what + ": expected one line of text; write a long one after >-");
                return null;
            }
            return text;
        }
        Object value = parsed(text, type);
        if (value == null) {
            note(node, what + ": expected " + expected(type) + or + ", found '" + text + "'" + suggestion(text, type));
        }
        return value;
    }

    private static Object parsed(String text, Class<?> type) {
        if (type == Integer.class) {
            return NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
        }
        if (type == Boolean.class) {
            return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        }
        if (type == LocalDate.class) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                return null;
            }
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static String expected(Class<?> type) {
        return type == String.class
                ? "text"
                : type == Integer.class
                        ? "a whole number"
                        : type == Boolean.class
                                ? "true or false"
                                : type == LocalDate.class
                                        ? "a date such as 2027-04-30"
                                        : "one of " + String.join(", ", words(type));
    }

    private static String suggestion(String text, Class<?> type) {
        return type.isEnum() ? Suggestion.of(text, words(type)) : "";
    }

    private static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
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
