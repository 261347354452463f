package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Flag;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.dockerfile.Parts;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What in a Dockerfile, or the template of one, only BuildKit builds. The classic builder of engines fails at it. */
public final class BuildKitOnly {
    private static final Set<String> OF_COPY = Set.of("link", "chmod", "parents", "exclude", "checksum");

    private static final Map<String, Set<String>> FLAGS =
            Map.of("RUN", Set.of("mount", "network", "security"), "COPY", OF_COPY, "ADD", OF_COPY);

    private static final Pattern NAME = Pattern.compile("(?is)[a-z_].*");

    private BuildKitOnly() {}

    /**
     * A place in a Dockerfile.
     *
     * @param line the line on which its instruction begins, counted from 1
     * @param what stands there, such as {@code RUN --mount}
     */
    public record Found(int line, String what) {
        /** What to do about it, where it stands in this file. */
        public String message(String file) {
            return file + ":" + line + " has " + what
                    + ", which only BuildKit builds; the builders need imprimatur.builder.builder=auto or buildkit";
        }
    }

    /** The first such instruction. */
    public static Optional<Found> first(String dockerfile) {
        return first(Dockerfile.of(dockerfile));
    }

    /** The first such instruction of a test's Dockerfile, which stands on the image and has no {@code FROM}. */
    public static Optional<Found> firstOfTest(String fragment) {
        return first(Dockerfile.fragment(fragment));
    }

    private static Optional<Found> first(Dockerfile dockerfile) {
        return dockerfile.ofClassic().stream()
                .flatMap(instruction -> what(instruction).map(what -> new Found(instruction.line(), what)).stream())
                .findFirst();
    }

    private static Optional<String> what(Instruction instruction) {
        Parts parts = Parts.of(instruction.text()).held();
        Set<String> flags = FLAGS.getOrDefault(parts.name(), Set.of());
        return parts.flags().stream()
                .map(Flag::name)
                .filter(flag -> flags.contains(flag.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(flag -> parts.name() + " --" + flag)
                .or(() -> instruction.documents().stream()
                        .filter(document -> NAME.matcher(document.name()).matches())
                        .findFirst()
                        .map(document -> "a here-document"));
    }
}
