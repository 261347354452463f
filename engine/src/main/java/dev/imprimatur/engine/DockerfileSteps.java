package dev.imprimatur.engine;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the line of a Dockerfile that an engine means, which counts steps of its own. */
public final class DockerfileSteps {
    private static final Pattern LINE = Pattern.compile(
            "(?i)dockerfile parse error (?:on )?line (\\d{1,6})\\b|\\bline (\\d{1,6}) of the Dockerfile");
    private static final Pattern VERTEX = Pattern.compile("(?s)\\[(?:(?:.* )?(\\S+) +)?(\\d{1,4})/\\d+\\] (\\S+).*");
    private static final Pattern STAGE = Pattern.compile("(?is)FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?");
    private static final Pattern NAMELESS = Pattern.compile("stage-(\\d{1,4})");

    /** What BuildKit numbers beside the images that stages begin with. */
    private static final Set<String> COUNTED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    private DockerfileSteps() {}

    /** The line that a message names. */
    public static OptionalInt named(String message) {
        Matcher line = LINE.matcher(message);
        return line.find()
                ? OptionalInt.of(Integer.parseInt(line.group(1) == null ? line.group(2) : line.group(1)))
                : OptionalInt.empty();
    }

    /**
     * The line of a step of the classic builder, which counts all instructions from 1 on. Whether it knows
     * here-documents depends on the engine, so where that makes a difference the step is the instruction that the
     * engine prints.
     *
     * @param text the instruction as the engine prints it
     */
    public static OptionalInt ofClassic(String dockerfile, int step, String text) {
        Dockerfile read = Dockerfile.of(dockerfile);
        List<Optional<Instruction>> readings = Stream.of(read.ofClassic(), read.ofBuildKit())
                .map(all -> at(all, step))
                .distinct()
                .toList();
        List<Instruction> found = readings.stream()
                .flatMap(Optional::stream)
                .filter(instruction ->
                        readings.size() == 1 || instruction.text().equals(text))
                .toList();
        return found.size() == 1 ? OptionalInt.of(found.getFirst().line()) : OptionalInt.empty();
    }

    private static Optional<Instruction> at(List<Instruction> all, int step) {
        return step < 1 || step > all.size() ? Optional.empty() : Optional.of(all.get(step - 1));
    }

    /**
     * The line of a step of BuildKit, which counts in each stage what makes or changes files.
     *
     * @param name as BuildKit has it, {@code [build 2/5] RUN make}
     */
    public static OptionalInt ofBuildKit(String dockerfile, String name) {
        Matcher step = VERTEX.matcher(name);
        if (!step.matches()) {
            return OptionalInt.empty();
        }
        List<Instruction> counted = counted(dockerfile, step.group(1));
        int number = Integer.parseInt(step.group(2));
        return number > 0
                        && number <= counted.size()
                        && counted.get(number - 1).name().equals(step.group(3).toUpperCase(Locale.ROOT))
                ? OptionalInt.of(counted.get(number - 1).line())
                : OptionalInt.empty();
    }

    /** The instructions of a stage that are counted, in their order; the stage has no name where it is the only one. */
    private static List<Instruction> counted(String dockerfile, String stage) {
        List<Instruction> counted = new ArrayList<>();
        Set<String> stages = new HashSet<>(Set.of("scratch"));
        int count = 0;
        boolean wanted = false;
        for (Instruction instruction : Dockerfile.of(dockerfile).ofBuildKit()) {
            Matcher from = STAGE.matcher(instruction.text());
            if (from.matches()) {
                wanted = stage == null || named(from.group(2), stage, count);
                if (wanted && !stages.contains(from.group(1).toLowerCase(Locale.ROOT))) {
                    counted.add(instruction);
                }
                if (from.group(2) != null) {
                    stages.add(from.group(2).toLowerCase(Locale.ROOT));
                }
                count++;
            } else if (wanted && COUNTED.contains(instruction.name())) {
                counted.add(instruction);
            }
        }
        return counted;
    }

    private static boolean named(String name, String stage, int position) {
        Matcher nameless = NAMELESS.matcher(stage);
        return name == null
                ? nameless.matches() && Integer.parseInt(nameless.group(1)) == position
                : name.equalsIgnoreCase(stage);
    }
}
