package dev.imprimatur.planner.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a record of a file is made of: a component for each key, and one for the word that may stand for all. */
final class FileRecord {
    private final Class<?> type;
    private final List<RecordComponent> components;

    FileRecord(Class<?> type) {
        this.type = type;
        this.components = List.of(type.getRecordComponents());
    }

    /** The components of its mapping, by key. */
    Map<String, RecordComponent> keys() {
        Map<String, RecordComponent> keys = new LinkedHashMap<>();
        components.stream()
                .filter(component -> !component.isAnnotationPresent(ScalarForm.class))
                .forEach(component -> keys.put(key(component), component));
        return keys;
    }

    /** What is expected to stand there, in words. */
    String form() {
        return "a mapping of " + String.join(", ", keys().keySet());
    }

    /** The component that a single word stands for, if it has one. */
    Optional<RecordComponent> word() {
        return components.stream()
                .filter(component -> component.isAnnotationPresent(ScalarForm.class))
                .findFirst();
    }

    /** The key of a component: its name, unless that is no word of Java. */
    static String key(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    /** The record with these values; a component without one is null. */
    Object with(Map<RecordComponent, Object> values) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(components.stream().map(values::get).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }
}
