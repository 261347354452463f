package dev.imprimatur.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Dockerfile as BuildKit reads it, as far as it matters here: which frontend it asks for, and what in it needs more than a
 * context. It is read without the values of its arguments, so what it hides in them only the engine finds.
 */
public final class BuildKitDockerfile {
    /** Line breaks that keep what is between them. */
    private static final Pattern LINES = Pattern.compile("(?<=\n)");

    private static final Pattern DIRECTIVE = Pattern.compile("\\s*#\\s*[a-zA-Z][a-zA-Z0-9]*\\s*=.*\\s*");

    /** In comments of both kinds, and in JSON. */
    private static final Pattern SYNTAX = Pattern.compile("(?i)^[\\s\ufeff]*(?:#|//|\\{|\").*syntax\"?\\s*[=:].*\\s*");

    private static final Pattern LEADING = Pattern.compile("^[\\s\ufeff]*(?:(?:#|//|\\{|\"|\\}).*)?\\s*");

    private static final Pattern OWN = Pattern.compile(
            "\\s*#\\s*syntax\\s*=\\s*(?:docker\\.io/)?docker/dockerfile:1\\s*", Pattern.CASE_INSENSITIVE);

    private static final Pattern SESSION = Pattern.compile("(?i)(?:^|\\s)--mount=\\S*\\btype=[\"']?(secret|ssh)\\b");

    private static final Pattern BASE = Pattern.compile("(?i)FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?.*");

    /** With an argument, another platform, or a line that goes on. */
    private static final Pattern HIDDEN = Pattern.compile("(?i)FROM\\s.*(?:\\$|--platform|[\\\\`]$).*|FROM\\s+[\\\\`]");

    private BuildKitDockerfile() {}

    /**
     * A place in a Dockerfile.
     *
     * @param line its number, from 1 on
     * @param what stands there, such as {@code RUN --mount}
     */
    public record Found(int line, String what) {}

    /**
     * The first thing that is not built by BuildKit here: what needs a session of its client, which builds do not have, and
     * bases that cannot be looked at before.
     */
    public static Optional<Found> refused(String dockerfile) {
        List<String> lines = lines(dockerfile);
        for (int i = 0; i < lines.size() && LEADING.matcher(lines.get(i)).matches(); i++) {
            if (SYNTAX.matcher(lines.get(i)).matches()
                    && !OWN.matcher(lines.get(i)).matches()) {
                return Optional.of(new Found(
                        i + 1, "a frontend of its own: " + lines.get(i).strip()));
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            var mount = SESSION.matcher(line);
            if (!comment(line) && mount.find()) {
                return Optional.of(new Found(i + 1, "RUN --mount=type=" + mount.group(1)));
            }
            if (BASE.matcher(line).matches() && HIDDEN.matcher(line).matches()) {
                return Optional.of(new Found(i + 1, "a base that is not known before: " + line));
            }
        }
        return Optional.empty();
    }

    /** The images that stages stand on. */
    public static List<String> bases(String dockerfile) {
        List<String> bases = new ArrayList<>();
        Set<String> stages = new HashSet<>(Set.of("scratch"));
        for (String line : lines(dockerfile)) {
            var base = BASE.matcher(line.strip());
            if (base.matches()) {
                if (!stages.contains(base.group(1).toLowerCase(Locale.ROOT))) {
                    bases.add(base.group(1));
                }
                if (base.group(2) != null) {
                    stages.add(base.group(2).toLowerCase(Locale.ROOT));
                }
            }
        }
        return bases;
    }

    /**
     * The same for the frontend that the engine brings: otherwise it would fetch the one that {@code # syntax=} names. Lines keep
     * their numbers, and further directives hold.
     */
    public static String forOwnFrontend(String dockerfile) {
        List<String> lines = new ArrayList<>(lines(dockerfile));
        for (int i = 0; i < lines.size() && DIRECTIVE.matcher(lines.get(i)).matches(); i++) {
            if (OWN.matcher(lines.get(i)).matches()) {
                lines.remove(i);
                int end = 0;
                while (end < lines.size() && DIRECTIVE.matcher(lines.get(end)).matches()) {
                    end++;
                }
                lines.add(end, "\n");
                return String.join("", lines);
            }
        }
        return dockerfile;
    }

    private static boolean comment(String line) {
        return line.stripLeading().startsWith("#");
    }

    private static List<String> lines(String dockerfile) {
        return List.of(LINES.split(dockerfile));
    }
}
