package dev.imprimatur.oci.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry asks for with {@code WWW-Authenticate}, after RFC 9110 section 11.
 *
 * @param scheme in lower case, {@code basic} or {@code bearer}
 * @param parameters the scheme's parameters, names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    /**
     * A parameter, or else a scheme, which begins the header or follows a comma and goes on with a space. What repeats
     * gives nothing back: otherwise each character of a long value would take stack.
     */
    private static final Pattern PART =
            Pattern.compile("([a-zA-Z0-9_-]++)\\s*+=\\s*+(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]++))"
                    + "|(?<=^|,[ \\t]{0,16})([a-zA-Z0-9_-]++)(?=\\s|$)");

    static Optional<Challenge> first(List<String> headers, String scheme) {
        return headers.stream()
                .flatMap(header -> parse(header).stream())
                .filter(challenge -> challenge.scheme.equals(scheme))
                .findFirst();
    }

    private static List<Challenge> parse(String header) {
        List<Challenge> challenges = new ArrayList<>();
        Matcher part = PART.matcher(header);
        while (part.find()) {
            if (part.group(4) != null) {
                challenges.add(new Challenge(part.group(4).toLowerCase(Locale.ROOT), new LinkedHashMap<>()));
            } else if (!challenges.isEmpty()) {
                String value = part.group(2) != null ? part.group(2) : part.group(3);
                challenges
                        .getLast()
                        .parameters
                        .put(part.group(1).toLowerCase(Locale.ROOT), value.replaceAll("\\\\(.)", "$1"));
            }
        }
        return challenges;
    }
}
