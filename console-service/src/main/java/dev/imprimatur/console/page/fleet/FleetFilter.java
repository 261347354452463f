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

    /** As the command line picks: what names a family picks that family alone. */
    private static String patterns(String text, Map<String, Object> parameters) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .limit(MOST_PARTS)
                .map(part -> pattern(part, parameters))
                .collect(Collectors.joining(" or ", "(", " or false)"));
    }

    private static String pattern(String part, Map<String, Object> parameters) {
        String name = "p" + parameters.size();
        parameters.put(name, part);
        String glob = "g" + parameters.size();
        parameters.put(glob, glob(part));
        return "case when exists (select 1 from fleet_image o where o.family = :" + name + ") then f.family = :" + name
                + " else f.image ~ :" + glob + " or f.family ~ :" + glob + inTags(part, name) + " end";
    }

    /** No tag holds a wildcard; and of few images do the words hold what their tags are looked through for. */
    private static String inTags(String part, String parameter) {
        return part.matches(".*[*?].*")
                ? ""
                : " or strpos(f.words, lower(:" + parameter + ")) > 0"
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
