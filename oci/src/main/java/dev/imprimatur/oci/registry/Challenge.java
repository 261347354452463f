package dev.imprimatur.oci.registry;

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
    private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z]+)\\s*(.*)", Pattern.DOTALL);
    /** What repeats gives nothing back: otherwise each character of a long value would take stack. */
    private static final Pattern PARAMETER =
            Pattern.compile("([a-zA-Z0-9_-]++)\\s*+=\\s*+(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]++))");

    static Optional<Challenge> first(List<String> headers, String scheme) {
        return headers.stream()
                .map(Challenge::parse)
                .filter(challenge -> challenge.scheme.equals(scheme))
                .findFirst();
    }

    static Challenge parse(String header) {
        Matcher scheme = SCHEME.matcher(header);
        if (!scheme.matches()) {
            return new Challenge("", Map.of());
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(scheme.group(2));
        while (parameter.find()) {
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value.replaceAll("\\\\(.)", "$1"));
        }
        return new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters);
    }
}
