package dev.imprimatur.planner.render;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.dockerfile.DockerfileSyntax;
import dev.imprimatur.planner.dockerfile.ImageSources;
import dev.imprimatur.planner.dockerfile.Mistake;
import dev.imprimatur.planner.dockerfile.WholeContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stages of a rendered Dockerfile. Each is labelled right after its {@code FROM}, so that whatever a failed build
 * leaves on an engine can be distinguished from everything else there.
 */
final class Stages {
    /** Names the image of the catalogue that a stage belongs to. */
    static final String IMAGE_LABEL = "dev.imprimatur.image";

    /** The folder in which the builder hands the package client's configuration to a build. */
    private static final String CLIENT_CONFIGURATION = ".imprimatur";

    /** One instruction holds all labels of a stage: the engine starts a container for each instruction. */
    private static final String NEXT_LABEL = " \\\n      ";

    /** More than any version of a builder takes for one: they differ in what is blank before its name. */
    private static final Pattern ESCAPE_DIRECTIVE =
            Pattern.compile("(?is)[\\p{IsWhite_Space}\ufeff]*#[^a-z0-9]*escape\\s*=.*");

    private static final Pattern NOT_ONE_LINE = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    private static final Pattern FROM =
            Pattern.compile("FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?\\s*", Pattern.CASE_INSENSITIVE);

    private final ImageKey image;
    private final List<String> lines;
    private final String text;
    private final Set<Integer> beginnings;
    private final List<Mistake> mistakes = new ArrayList<>();

    Stages(ImageKey image, String dockerfile) {
        this.image = image;
        this.lines = dockerfile.lines().toList();
        this.text = String.join("\n", lines);
        this.beginnings =
                Dockerfile.of(text).ofClassic().stream().map(Instruction::line).collect(Collectors.toSet());
    }

    /**
     * A labelled Dockerfile.
     *
     * @param text its text
     * @param origins for each of its lines the line that it comes from, counted from 1; a label comes from its FROM
     */
    record Labelled(String text, List<Integer> origins) {}

    /**
     * The Dockerfile with labels: the image's on every stage, and these on the last.
     *
     * @throws RefusedException if it is none that may be built
     */
    Labelled labelled(Map<String, String> lastStage) {
        check();
        int last = lastFrom();
        StringBuilder labelled = new StringBuilder();
        List<Integer> origins = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            labelled.append(lines.get(i)).append('\n');
            origins.add(i + 1);
            if (!isFrom(i)) {
                continue;
            }
            labelled.append("LABEL ").append(label(IMAGE_LABEL, image.toString()));
            origins.add(i + 1);
            if (i == last) {
                lastStage.forEach((name, value) -> labelled.append(NEXT_LABEL).append(label(name, value)));
                lastStage.keySet().forEach(name -> origins.add(last + 1));
            }
            labelled.append('\n');
        }
        return new Labelled(labelled.toString(), List.copyOf(origins));
    }

    private void check() {
        checkEscape();
        refuse();
        mistakes.addAll(DockerfileSyntax.mistakes(text));
        checkFrom();
        refuse();
        checkSecrets();
        ImageSources.first(text).ifPresent(foreign -> mistakes.add(new Mistake(foreign.line(), foreign.message())));
        checkPinned();
        refuse();
    }

    private void refuse() {
        if (!mistakes.isEmpty()) {
            throw new RefusedException(mistakes);
        }
    }

    private int lastFrom() {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (isFrom(i)) {
                return i;
            }
        }
        throw new RefusedException(List.of(
                new Mistake(1, "no FROM stands on one line; write FROM and the base's name beside each other")));
    }

    private boolean isFrom(int line) {
        return FROM.matcher(lines.get(line)).matches() && beginnings.contains(line + 1);
    }

    /** What looks at stages looks at lines: a FROM that it overlooks would be neither pinned nor labelled. */
    private void checkFrom() {
        for (int line : DockerfileSyntax.stages(text)) {
            if (!isFrom(line - 1)) {
                mistakes.add(new Mistake(
                        line,
                        "FROM does not begin a line on which the base's name stands too; write both on one line"));
            }
        }
    }

    /** Another escape character would end lines elsewhere than is looked for here. */
    private void checkEscape() {
        for (int i = 0; i < lines.size(); i++) {
            if (ESCAPE_DIRECTIVE.matcher(lines.get(i)).matches()) {
                mistakes.add(new Mistake(i + 1, "sets another escape character; leave out '# escape='"));
            }
        }
    }

    /** The client's configuration may hold credentials: it stays out of what is shipped. */
    private void checkSecrets() {
        Dockerfile dockerfile = Dockerfile.of(text);
        List<Instruction> instructions = dockerfile.ofEither();
        int lastFrom = Math.min(lastFrom(dockerfile.ofClassic()), lastFrom(dockerfile.ofBuildKit()));
        List<Instruction> uses =
                instructions.stream().filter(Stages::namesConfiguration).toList();
        for (Instruction use : uses) {
            if (use.line() > lastFrom) {
                mistakes.add(new Mistake(
                        use.line(),
                        "uses " + CLIENT_CONFIGURATION + "/ in its last stage, which is shipped; use it in an"
                                + " earlier stage and copy the result"));
            }
        }
        for (Instruction instruction : instructions) {
            if (!uses.isEmpty() && WholeContext.isCopiedBy(instruction)) {
                mistakes.add(new Mistake(
                        instruction.line(),
                        "copies the whole context, which holds " + CLIENT_CONFIGURATION
                                + "/; name the files that it needs"));
            }
        }
    }

    /**
     * The line of the last FROM of a reading: what is a stage for one builder may be text within a here-document for
     * another.
     */
    private static int lastFrom(List<Instruction> reading) {
        return reading.stream()
                .filter(instruction -> instruction.name().equals("FROM"))
                .mapToInt(Instruction::line)
                .max()
                .orElse(0);
    }

    /** What FROM names is an image, on a host such as registry.imprimatur.example, and no file. */
    private static boolean namesConfiguration(Instruction instruction) {
        return instruction.text().contains(CLIENT_CONFIGURATION)
                && !instruction.name().equals("FROM");
    }

    private void checkPinned() {
        Dockerfile dockerfile = Dockerfile.of(text);
        Stream.of(dockerfile.ofClassic(), dockerfile.ofBuildKit())
                .flatMap(reading -> unpinned(reading).stream())
                .distinct()
                .forEach(mistakes::add);
    }

    /**
     * The bases of a reading that are not pinned. What is a stage's name in one reading may be an image's in another.
     */
    private static List<Mistake> unpinned(List<Instruction> reading) {
        List<Mistake> unpinned = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Instruction instruction : reading) {
            Matcher from = FROM.matcher(instruction.text());
            if (!from.matches()) {
                continue;
            }
            String source = from.group(1);
            if (!source.contains("@sha256:")
                    && !source.equals("scratch")
                    && !names.contains(source.toLowerCase(Locale.ROOT))) {
                unpinned.add(new Mistake(
                        instruction.line(),
                        "builds from '" + source + "', which is not pinned; declare it under 'from' in family.yaml and"
                                + " use its name in braces"));
            }
            if (from.group(2) != null) {
                names.add(from.group(2).toLowerCase(Locale.ROOT));
            }
        }
        return unpinned;
    }

    private String label(String name, String value) {
        if (NOT_ONE_LINE.matcher(value).find()) {
            throw new RefusedException(List.of(new Mistake(0, "the label " + name + " is not one line of text")));
        }
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
    }
}
