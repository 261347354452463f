package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.suggestion.Suggestion;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of scalar that a file may have.
 *
 * @param expected what is expected, in words
 * @param words the only words that it may be, or none if it may be others
 * @param parser makes the value of the text, or null if the text is not of this kind
 */
record ScalarType(String expected, List<String> words, Function<String, Object> parser) {
    /** Years of more digits, and before the first, are dates for Java and not for every database. */
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    private static final Map<Class<?>, ScalarType> KNOWN = Map.of(
            String.class, new ScalarType("text", List.of(), text -> text),
            Integer.class, new ScalarType("a whole number", List.of(), ScalarType::number),
            Boolean.class, new ScalarType("true or false", List.of(), Map.of("true", true, "false", false)::get),
            LocalDate.class, new ScalarType("a date such as 2027-04-30", List.of(), ScalarType::date));

    /** That of a component of this type: text, a number, true or false, a date or a constant of an enum. */
    static ScalarType of(Class<?> type) {
        return KNOWN.containsKey(type) ? KNOWN.get(type) : of(List.of(type.getEnumConstants()));
    }

    private static ScalarType of(List<?> constants) {
        List<String> words = constants.stream().map(Object::toString).toList();
        return new ScalarType("one of " + String.join(", ", words), words, text -> {
            int at = words.indexOf(text);
            return at < 0 ? null : constants.get(at);
        });
    }

    /** The value of a text, or null if it is not of this kind. */
    Object parse(String text) {
        return parser.apply(text);
    }

    /** What may have been meant by a text that is not of this kind, as the end of a sentence. */
    String suggestion(String text) {
        return Suggestion.of(text, words);
    }

    private static Integer number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
    }

    private static LocalDate date(String text) {
        try {
            return DATE.matcher(text).matches() ? LocalDate.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
