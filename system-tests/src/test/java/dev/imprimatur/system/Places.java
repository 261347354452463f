package dev.imprimatur.system;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What documents call folders, addresses and names, and what these are in a test. All are replaced at once, the longest
 * first.
 */
final class Places {
    private final Map<String, String> places = new HashMap<>();

    /** What a document calls this is that here. */
    void place(String shown, String here) {
        places.put(shown, here);
    }

    /** It means what it says again. */
    void forget(String shown) {
        places.remove(shown);
    }

    /** What a document writes, with the places of this test. */
    String here(String shown) {
        // A port that has more digits is another one.
        Pattern any = Pattern.compile(places.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(place ->
                        Pattern.quote(place) + (Character.isDigit(place.charAt(place.length() - 1)) ? "(?!\\d)" : ""))
                .collect(Collectors.joining("|")));
        return any.matcher(shown).replaceAll(found -> Matcher.quoteReplacement(places.get(found.group())));
    }
}
