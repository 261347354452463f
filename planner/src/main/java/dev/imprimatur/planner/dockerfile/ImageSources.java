package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.dockerfile.Sources;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Dockerfile, or the template of one, takes files from other images: {@code COPY --from} and {@code RUN
 * --mount} with {@code from}. Only its own stages are known there; an image from outside would be neither pinned nor
 * mirrored, and a rebuild would not notice a newer one.
 */
public final class ImageSources {
    private static final Pattern STAGE = Pattern.compile(
            "(?:ONBUILD\\s+)?FROM\\s+(?:--\\S++\\s++)*+\\S+(?:\\s+AS\\s+(\\S+))?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private ImageSources() {}

    /**
     * An image that files are taken from.
     *
     * @param line the line on which its instruction begins, counted from 1
     * @param image what the instruction names
     */
    public record Foreign(int line, String image) {
        /** What is wrong with it, and what to do. */
        public String message() {
            return "files are taken from '" + image
                    + "', which is no stage of this Dockerfile and not pinned; declare it"
                    + " under 'from' in family.yaml, begin a stage with it (FROM {its name} AS stage), and copy from that";
        }
    }

    /** The first image that is no earlier stage of a rendered Dockerfile, nor pinned by digest. */
    public static Optional<Foreign> first(String dockerfile) {
        return first(dockerfile, false);
    }

    /**
     * The first image that is no stage of a template and that no value can change: what holds a brace is known later.
     */
    public static Optional<Foreign> firstOfTemplate(String template) {
        return first(template, true);
    }

    /**
     * What is a stage for one builder may be text within a here-document for another, so each reading is looked at by
     * itself. A stage's own name is an image's within it, for the classic builder; a template may begin a stage between
     * on a condition.
     */
    private static Optional<Foreign> first(String text, boolean template) {
        Dockerfile dockerfile = Dockerfile.of(text);
        return first(dockerfile.ofClassic(), template).or(() -> first(dockerfile.ofBuildKit(), template));
    }

    private static Optional<Foreign> first(List<Instruction> instructions, boolean template) {
        Set<String> stages = new HashSet<>();
        String own = null;
        int count = 0;
        for (Instruction instruction : instructions) {
            Matcher stage = STAGE.matcher(instruction.text());
            if (stage.matches()) {
                count++;
                if (own != null) {
                    stages.add(own.toLowerCase(Locale.ROOT));
                }
                own = stage.group(1);
                continue;
            }
            boolean open = template && stages.stream().anyMatch(name -> name.contains("{"));
            for (String source : Sources.of(instruction)) {
                boolean known = source.isEmpty()
                        || stages.contains(source.toLowerCase(Locale.ROOT))
                        || (NUMBER.matcher(source).matches() && (template || Integer.parseInt(source) < count))
                        || source.contains("@sha256:")
                        || (template && (source.contains("{") || source.equalsIgnoreCase(own)));
                if (!known && !open) {
                    return Optional.of(new Foreign(instruction.line(), source));
                }
            }
        }
        return Optional.empty();
    }
}
