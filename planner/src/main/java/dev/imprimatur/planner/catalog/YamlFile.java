package dev.imprimatur.planner.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A YAML file of a catalogue: read into a record, unknown keys refused; what is wrong is noted with its line. */
final class YamlFile {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String name;
    private final List<Problem> problems;
    private String text = "";

    YamlFile(String name, List<Problem> problems) {
        this.name = name;
        this.problems = problems;
    }

    /** The file's name, relative to the catalogue. */
    String name() {
        return name;
    }

    /** The file's content, or nothing if it cannot be read; then the problem is noted. */
    <T> Optional<T> read(Path root, Class<T> type) {
        try {
            text = Files.readString(root.resolve(name));
            T value = YAML.readValue(text, type);
            if (value == null) {
                problems.add(new Problem(name, 1, "the file is empty"));
            }
            return Optional.ofNullable(value);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", "));
            problem(
                    e.getPropertyName() + ":",
                    "'" + e.getPropertyName() + "' is unknown here, expected one of " + known);
        } catch (JsonMappingException e) {
            note(e, path(e) + ": " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            note(e, "not YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add(new Problem(name, 0, "the file cannot be read: " + e));
        }
        return Optional.empty();
    }

    /** Notes a problem at the first line that has this key or value. */
    void problem(String where, String message) {
        problems.add(new Problem(name, lineOf(where), message));
    }

    private int lineOf(String where) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(where)) {
                return i + 1;
            }
        }
        return 0;
    }

    private void note(JsonProcessingException e, String message) {
        problems.add(
                new Problem(name, e.getLocation() == null ? 0 : e.getLocation().getLineNr(), message));
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
