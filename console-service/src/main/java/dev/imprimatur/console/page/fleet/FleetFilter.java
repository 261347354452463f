package dev.imprimatur.console.page.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a query means in SQL.
 *
 * @param condition on rows of {@code fleet_image f}
 * @param parameters its named parameters
 */
record FleetFilter(String condition, Map<String, Object> parameters) {
    private static final int MOST_PARTS = 20;
    private static final String DIGEST = "(sha256:)?[0-9a-f]{6,64}";

    static FleetFilter of(FleetQuery query) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (query.state() != null) {
            conditions.add("(" + query.state().condition() + ")");
        }
        if (!query.family().isEmpty()) {
            conditions.add("f.family = :family");
            parameters.put("family", query.family());
        }
        if (query.q().matches(".*[/*?,].*")) {
            conditions.add(patterns(query.q(), parameters));
        } else {
            Stream.of(query.q().toLowerCase().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .limit(MOST_PARTS)
                    .forEach(word -> conditions.add(word(word, parameters)));
        }
        return new FleetFilter(conditions.isEmpty() ? "true" : String.join(" and ", conditions), parameters);
    }

    private static String word(String word, Map<String, Object> parameters) {
        String name = "w" + parameters.size();
        parameters.put(name, word);
        return "(strpos(f.words, :" + name + ") > 0"
                + (word.matches(DIGEST) ? " or strpos(f.digest, :" + name + ") > 0" : "") + ")";
    }

    /** As the command line picks: what names a family picks that family alone, and no pattern everything. */
    private static String patterns(String text, Map<String, Object> parameters) {
        List<String> patterns = Stream.of(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .limit(MOST_PARTS)
                .map(part -> pattern(part, parameters))
                .toList();
        return patterns.isEmpty() ? "true" : "(" + String.join(" or ", patterns) + ")";
    }

    private static String pattern(String part, Map<String, Object> parameters) {
        String[] pieces = part.split("/", -1);
        return switch (pieces.length) {
            case 1 -> {
                String name = parameter(part, parameters);
                yield "case when exists (select 1 from fleet_image o where o.family = :" + name + ") then f.family = :"
                        + name + " else " + matches("f.family", part, parameters) + inTags(part, parameters) + " end";
            }
            // Few images are of one variant: what leaves few is looked at first.
            case 3 ->
                matches("f.variant", pieces[2], parameters) + " and " + matches("f.family", pieces[0], parameters)
                        + " and " + matches("f.version", pieces[1], parameters) + inTags(part, parameters);
            default -> "false" + inTags(part, parameters);
        };
    }

    /** Regular expressions only where nothing quicker says the same. */
    private static String matches(String column, String pattern, Map<String, Object> parameters) {
        String begin = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (begin.matches(".*[*?].*")) {
            return column + " ~ :" + parameter(glob(pattern), parameters);
        }
        String name = parameter(begin, parameters);
        return begin.equals(pattern) ? column + " = :" + name : "starts_with(" + column + ", :" + name + ")";
    }

    private static String parameter(String value, Map<String, Object> parameters) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return name;
    }

    /** No tag holds a wildcard; and of few images do the words hold what their tags are looked through for. */
    private static String inTags(String part, Map<String, Object> parameters) {
        if (part.matches(".*[*?].*")) {
            return "";
        }
        String parameter = parameter(part, parameters);
        return " or strpos(f.words, lower(:" + parameter + ")) > 0"
                + " and exists (select 1 from unnest(f.names) n where strpos(n, :" + parameter + ") > 0)";
    }

    private static String glob(String text) {
        return text.chars()
                .mapToObj(character -> switch (character) {
                    case '*' -> "[^/]*";
                    case '?' -> "[^/]";
                    default ->
                        Character.isLetterOrDigit(character) || character > 127
                                ? Character.toString(character)
                                : "\\" + (char) character;
                })
                .collect(Collectors.joining("", "^", "$"));
    }
}
