package dev.imprimatur.engine;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile as BuildKit reads it, as far as it matters here: which frontend it asks for, which images, and what in it needs
 * more than a context. It is read without the values of its arguments, so what it hides in them only the engine finds.
 */
public final class BuildKitDockerfile {
    private static final Pattern STAGE = Pattern.compile("(?i)FROM\\s+(\\S+)(?:\\s+AS\\s+(\\S+))?");

    /** With an argument, or another platform. */
    private static final Pattern HIDDEN = Pattern.compile("(?is)FROM\\s(?:.*\\$|.*\\s--|--).*");

    private static final Pattern FLAGS =
            Pattern.compile("(?is)(?:ONBUILD\\s+)*+(?:COPY|ADD|RUN)((?:\\s++--\\S++)++).*");

    private static final Pattern SESSION = Pattern.compile("(?i)--mount=(?:\\S*,)?type=(secret|ssh)\\b");
    private static final Pattern FROM = Pattern.compile("(?i)--from=(\\S+)");
    private static final Pattern MOUNT = Pattern.compile("(?i)--mount=(?:\\S*,)?from=([^,\\s]+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private BuildKitDockerfile() {}

    /**
     * A place in a Dockerfile.
     *
     * @param line the line on which its instruction begins, from 1 on
     * @param what stands there, such as {@code RUN --mount}
     */
    public record Found(int line, String what) {}

    /**
     * The first thing that is not built by BuildKit here: what needs a session of its client, which builds do not have, and
     * what cannot be read before.
     */
    public static Optional<Found> refused(String dockerfile) {
        return BuildKitFrontend.refused(dockerfile)
                .or(() -> Dockerfile.of(dockerfile).ofBuildKit().stream()
                        .flatMap(instruction ->
                                refused(instruction).map(what -> new Found(instruction.line(), what)).stream())
                        .findFirst());
    }

    private static Optional<String> refused(Instruction instruction) {
        Matcher mount = SESSION.matcher(flags(instruction));
        if (mount.find()) {
            return Optional.of("RUN --mount=type=" + mount.group(1));
        }
        if (HIDDEN.matcher(instruction.text()).matches()) {
            return Optional.of("a base that is not known before: " + instruction.text());
        }
        return ends(instruction) ? Optional.empty() : Optional.of("a here-document with an unusual name");
    }

    /**
     * Whether it is known where its here-documents end. A frontend that knows none takes the line that ends one for an
     * instruction, which must be none.
     */
    private static boolean ends(Instruction instruction) {
        return instruction.certain()
                && instruction.documents().stream()
                        .noneMatch(document ->
                                Instruction.NAMES.contains(document.name().toUpperCase(Locale.ROOT)));
    }

    /** The images that a build needs: those that stages stand on, and those that files are taken from. */
    public static List<String> images(String dockerfile) {
        Set<String> images = new LinkedHashSet<>();
        Set<String> stages = new HashSet<>(Set.of("scratch"));
        int count = 0;
        for (Instruction instruction : Dockerfile.of(dockerfile).ofBuildKit()) {
            Matcher stage = STAGE.matcher(instruction.text());
            if (stage.matches()) {
                if (!stages.contains(stage.group(1).toLowerCase(Locale.ROOT))) {
                    images.add(stage.group(1));
                }
                if (stage.group(2) != null) {
                    stages.add(stage.group(2).toLowerCase(Locale.ROOT));
                }
                count++;
            }
            for (String source : sources(instruction)) {
                boolean number = NUMBER.matcher(source).matches() && Integer.parseInt(source) < count;
                if (!number && !stages.contains(source.toLowerCase(Locale.ROOT))) {
                    images.add(source);
                }
            }
        }
        return List.copyOf(images);
    }

    private static List<String> sources(Instruction instruction) {
        List<String> sources = new ArrayList<>();
        for (Pattern pattern : List.of(FROM, MOUNT)) {
            pattern.matcher(flags(instruction))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(sources::add);
        }
        return sources;
    }

    /** The engine reads quotes and escapes within flags, so they are left aside. */
    private static String flags(Instruction instruction) {
        Matcher flags = FLAGS.matcher(instruction.text().replaceAll("[\"'\\\\]", ""));
        return flags.matches() ? flags.group(1) : "";
    }

    /**
     * The same for the frontend that the engine brings: otherwise it would fetch the one that {@code # syntax=} names.
     * Instructions keep their numbers, and further directives hold.
     */
    public static String forOwnFrontend(String dockerfile) {
        return BuildKitFrontend.own(dockerfile);
    }
}
