package dev.imprimatur.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static final Pattern MOUNT = Pattern.compile("(?i)^\\s*(?:ONBUILD\\s+)?RUN\\s+(?:--\\S+\\s+)*--mount=.*");
    private static final Pattern FLAG = Pattern.compile(
            "(?i)^\\s*(?:ONBUILD\\s+)?(?:COPY|ADD)\\s+(?:--\\S+\\s+)*--(link|chmod|parents|exclude|checksum)\\b.*");

    private static final Pattern HEREDOC =
            Pattern.compile("(?i)^\\s*(?:ONBUILD\\s+)?(?:RUN|COPY|ADD)\\s+(?:\\S+\\s+)*?\\d*<<-?[\"']?[a-zA-Z_].*");

    private BuildKitDockerfile() {}

    /**
     * A place in a Dockerfile.
     *
     * @param line its number, from 1 on
     * @param what stands there, such as {@code RUN --mount}
     */
    public record Found(int line, String what) {}

    /** The first thing that BuildKit can build only with a session of its client, which builds here do not have. */
    public static Optional<Found> needsSession(String dockerfile) {
        List<String> lines = lines(dockerfile);
        for (int i = 0; i < lines.size() && LEADING.matcher(lines.get(i)).matches(); i++) {
            if (SYNTAX.matcher(lines.get(i)).matches()
                    && !OWN.matcher(lines.get(i)).matches()) {
                return Optional.of(new Found(
                        i + 1, "a frontend of its own: " + lines.get(i).strip()));
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            var mount = SESSION.matcher(lines.get(i));
            if (!comment(lines.get(i)) && mount.find()) {
                return Optional.of(new Found(i + 1, "RUN --mount=type=" + mount.group(1)));
            }
        }
        return Optional.empty();
    }

    /** The first thing that the classic builder does not know. */
    public static Optional<Found> needsBuildKit(String dockerfile) {
        List<String> lines = lines(dockerfile);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (MOUNT.matcher(line).matches()) {
                return Optional.of(new Found(i + 1, "RUN --mount"));
            }
            var flag = FLAG.matcher(line);
            if (flag.matches()) {
                return Optional.of(new Found(i + 1, "COPY --" + flag.group(1)));
            }
            if (HEREDOC.matcher(line).matches()) {
                return Optional.of(new Found(i + 1, "a here-document"));
            }
        }
        return Optional.empty();
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
