package dev.imprimatur.engine;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.dockerfile.Parts;
import dev.imprimatur.dockerfile.Sources;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile as BuildKit reads it, as far as it matters here: which frontend it asks for, which images, and what in
 * it needs more than a context. It is read without the values of its arguments, so what it hides in them only the
 * engine finds.
 */
public final class BuildKitDockerfile {
    private static final Pattern STAGE = Pattern.compile("(?i)FROM\\s+(\\S+)(?:\\s+AS\\s+(\\S+))?");

    /** With an argument, or another platform. */
    private static final Pattern HIDDEN = Pattern.compile("(?is)FROM\\s(?:.*\\$|.*\\s--|--).*");

    /** The types of mounts that need a session. */
    private static final Set<String> SESSION = Set.of("secret", "ssh");

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
     * The first thing that is not built by BuildKit here: what needs a session of its client, which builds do not have,
     * and what cannot be read before.
     */
    public static Optional<Found> refused(String dockerfile) {
        return BuildKitFrontend.refused(dockerfile)
                .or(() -> Dockerfile.of(dockerfile).ofBuildKit().stream()
                        .flatMap(instruction ->
                                refused(instruction).map(what -> new Found(instruction.line(), what)).stream())
                        .findFirst());
    }

    private static Optional<String> refused(Instruction instruction) {
        Optional<String> session = session(instruction);
        if (session.isPresent()) {
            return session;
        }
        if (HIDDEN.matcher(instruction.text()).matches()) {
            return Optional.of("a base that is not known before: " + instruction.text());
        }
        return ends(instruction) ? Optional.empty() : Optional.of("a here-document with an unusual name");
    }

    private static Optional<String> session(Instruction instruction) {
        return Parts.of(instruction.text()).held().flags().stream()
                .filter(flag -> flag.name().equalsIgnoreCase("mount"))
                .flatMap(mount -> mount.options("type").stream())
                .map(type -> type.toLowerCase(Locale.ROOT))
                .filter(SESSION::contains)
                .findFirst()
                .map(type -> "RUN --mount=type=" + type);
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
            for (String source : Sources.of(instruction)) {
                boolean number = NUMBER.matcher(source).matches() && Integer.parseInt(source) < count;
                if (!source.isEmpty() && !number && !stages.contains(source.toLowerCase(Locale.ROOT))) {
                    images.add(source);
                }
            }
        }
        return List.copyOf(images);
    }

    /**
     * The same for the frontend that the engine brings: otherwise it would fetch the one that {@code # syntax=} names.
     * Instructions keep their numbers, and further directives hold.
     */
    public static String forOwnFrontend(String dockerfile) {
        return BuildKitFrontend.own(dockerfile);
    }
}
