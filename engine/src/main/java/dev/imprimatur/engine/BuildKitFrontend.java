package dev.imprimatur.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The frontend that a Dockerfile asks for. BuildKit looks for it in the comments at the beginning, of both kinds and
 * behind {@code #!}, and in JSON, and ends lines at newlines alone. Here more is taken for such a comment than BuildKit
 * takes for one.
 */
final class BuildKitFrontend {
    /** Line breaks that keep what is between them. */
    private static final Pattern LINES = Pattern.compile("(?<=\n)");

    private static final String BLANK = "[\\p{IsWhite_Space}\ufeff]*";

    private static final Pattern LEADING = Pattern.compile("(?s)" + BLANK + "(?:(?:#|//).*)?");

    private static final Pattern SYNTAX = Pattern.compile("(?is)" + BLANK + "(?:#|//).*syntax\\s*=.*");

    private static final Pattern OWN =
            Pattern.compile("(?i)\\s*#\\s*syntax\\s*=\\s*(?:docker\\.io/)?docker/dockerfile:1\\s*");

    /** No instruction begins so. */
    private static final Pattern JSON = Pattern.compile("(?s)" + BLANK + "\\{.*");

    private static final Pattern ESCAPE = Pattern.compile("(?is)" + BLANK + "#[^a-z0-9]*escape\\s*=.*");

    private static final Pattern USUAL_ESCAPE = Pattern.compile("(?i)\\s*#\\s*escape\\s*=\\s*\\\\\\s*");

    private BuildKitFrontend() {}

    /**
     * The first line of these that asks for another frontend, or for another escape character, with its number and what
     * it is.
     */
    static Optional<BuildKitDockerfile.Found> refused(String dockerfile) {
        List<String> lines = lines(dockerfile);
        int leading = leading(lines);
        for (int i = 0; i < lines.size() && i <= leading; i++) {
            String line = lines.get(i);
            if (JSON.matcher(line).matches() || matches(line, SYNTAX, OWN)) {
                return Optional.of(new BuildKitDockerfile.Found(i + 1, "a frontend of its own: " + line.strip()));
            }
            if (matches(line, ESCAPE, USUAL_ESCAPE)) {
                return Optional.of(new BuildKitDockerfile.Found(i + 1, "another escape character"));
            }
        }
        return Optional.empty();
    }

    private static boolean matches(String line, Pattern pattern, Pattern except) {
        return pattern.matcher(line).matches() && !except.matcher(line).matches();
    }

    /**
     * The same without the lines that ask for the frontend that the engine has. All instructions keep their numbers.
     */
    static String own(String dockerfile) {
        List<String> lines = new ArrayList<>(lines(dockerfile));
        List<String> leading = lines.subList(0, leading(lines));
        int all = leading.size();
        leading.removeIf(line -> OWN.matcher(line).matches());
        while (leading.size() < all) {
            leading.add("\n");
        }
        return String.join("", lines);
    }

    /** How many lines there are before the first instruction. */
    private static int leading(List<String> lines) {
        int leading = 0;
        while (leading < lines.size() && LEADING.matcher(lines.get(leading)).matches()) {
            leading++;
        }
        return leading;
    }

    private static List<String> lines(String dockerfile) {
        return List.of(LINES.split(dockerfile));
    }
}
