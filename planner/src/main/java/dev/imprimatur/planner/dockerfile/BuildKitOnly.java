package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What in a Dockerfile, or the template of one, only BuildKit builds. The classic builder of engines fails at it. */
public final class BuildKitOnly {
    private static final Pattern MOUNT =
            Pattern.compile("(?is)(?:ONBUILD\\s+)?(RUN)\\s+(?:--\\S+\\s+)*--(mount|network|security)=.*");

    private static final Pattern COPY = Pattern.compile(
            "(?is)(?:ONBUILD\\s+)?(COPY|ADD)\\s+(?:--\\S+\\s+)*--(link|chmod|parents|exclude|checksum)\\b.*");

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
        for (Pattern flag : new Pattern[] {MOUNT, COPY}) {
            Matcher found = flag.matcher(instruction.text());
            if (found.matches()) {
                return Optional.of(found.group(1).toUpperCase(Locale.ROOT) + " --" + found.group(2));
            }
        }
        return instruction.documents().stream()
                .filter(document -> NAME.matcher(document.name()).matches())
                .findFirst()
                .map(document -> "a here-document");
    }
}
