package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.dockerfile.Parts;
import dev.imprimatur.planner.suggestion.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What both builders of engines refuse in a Dockerfile whatever its files and bases are: instructions that there are
 * not, with too few arguments, or with flags that they do not have. What one of the two takes is no mistake here, but
 * for an empty RUN, which does nothing by the classic builder.
 */
public final class DockerfileSyntax {
    private static final Set<String> NO_TRIGGERS = Set.of("FROM", "MAINTAINER", "ONBUILD");

    private DockerfileSyntax() {}

    /** The mistakes in a Dockerfile. */
    public static List<Mistake> mistakes(String dockerfile) {
        List<Instruction> instructions = Dockerfile.of(dockerfile).ofBuildKit();
        if (instructions.isEmpty()) {
            return List.of(new Mistake(0, "there is no instruction; begin with FROM and the name of a base in braces"));
        }
        if (instructions.stream().noneMatch(each -> each.name().equals("FROM"))) {
            return List.of(new Mistake(
                    instructions.getFirst().line(),
                    "there is no FROM; begin with FROM and the name of a base in braces"));
        }
        return mistakes(instructions, false);
    }

    /** The mistakes in a test's Dockerfile, which stands on the image and has no {@code FROM}. */
    public static List<Mistake> ofTest(String fragment) {
        return mistakes(Dockerfile.fragment(fragment).ofBuildKit(), true);
    }

    /**
     * The lines on which an instruction FROM begins, counted from 1, for either builder: what is in here-documents for
     * BuildKit are instructions for the other.
     */
    public static SortedSet<Integer> stages(String dockerfile) {
        return Dockerfile.of(dockerfile).ofEither().stream()
                .filter(each -> each.name().equals("FROM"))
                .map(Instruction::line)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Mistake> mistakes(List<Instruction> instructions, boolean inStage) {
        List<Mistake> mistakes = new ArrayList<>();
        boolean stage = inStage;
        for (Instruction instruction : instructions) {
            Parts parts = Parts.of(instruction.text());
            stage |= parts.name().equals("FROM");
            Optional<String> wrong = stage || parts.name().equals("ARG") || !Instruction.NAMES.contains(parts.name())
                    ? wrong(parts)
                    : Optional.of(parts.name() + " stands before the first FROM, where only ARG may; move it behind");
            wrong.ifPresent(message -> mistakes.add(new Mistake(instruction.line(), message)));
        }
        return mistakes;
    }

    private static Optional<String> wrong(Parts parts) {
        return name(parts)
                .or(() -> Flags.wrong(parts))
                .or(() -> Arguments.wrong(parts))
                .or(() -> Quotes.wrong(parts))
                .or(() -> parts.name().equals("ONBUILD") ? trigger(Parts.of(parts.rest())) : Optional.empty());
    }

    private static Optional<String> name(Parts parts) {
        return Instruction.NAMES.contains(parts.name())
                ? Optional.empty()
                : Optional.of(
                        "'" + parts.written() + "' is no instruction of a Dockerfile"
                                + Suggestion.nearest(parts.name(), Instruction.NAMES)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(
                                                "; a line that belongs to the one before needs a backslash at the end of that one"));
    }

    /** What is wrong with the instruction that ONBUILD holds. */
    private static Optional<String> trigger(Parts held) {
        return NO_TRIGGERS.contains(held.name()) ? Optional.of("ONBUILD cannot hold " + held.name()) : wrong(held);
    }
}
