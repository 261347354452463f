package dev.imprimatur.cli.importing;

import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.dante.AliasDifference;
import dev.imprimatur.dante.DanteImage;
import dev.imprimatur.dante.DanteProject;
import dev.imprimatur.planner.catalog.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The result of an import.
 *
 * @param images the images, bases first
 * @param differences where the stated aliases are other than what rules would give
 * @param notices what stopped nothing
 */
record DanteReport(List<Image> images, List<AliasDifference> differences, List<Problem> notices) {
    private static final Map<AliasDifference.Kind, String> MEANING = Map.of(
            AliasDifference.Kind.OTHER_IMAGE, "rules give it to another image",
            AliasDifference.Kind.NOT_STATED, "rules would set it",
            AliasDifference.Kind.NOT_BY_RULE, "no rule gives it",
            AliasDifference.Kind.NAME, "a name, kept as stated");

    /**
     * An imported image.
     *
     * @param image as the catalogue calls it
     * @param file the inventory
     * @param line where it states the image
     * @param bases what it is built from
     * @param tags its name and its aliases
     * @param tests the names of its tests
     */
    record Image(String image, String file, int line, List<String> bases, List<String> tags, List<String> tests) {
        static Image of(DanteImage image) {
            return new Image(
                    image.key().toString(),
                    image.file(),
                    image.line(),
                    image.bases().values().stream().map(Object::toString).toList(),
                    Stream.concat(
                                    Stream.of(image.tag()),
                                    image.aliases().stream().map(DanteImage.StatedAlias::tag))
                            .map(Object::toString)
                            .toList(),
                    List.copyOf(image.tests().keySet()));
        }
    }

    static DanteReport of(DanteProject project, List<AliasDifference> differences) {
        return new DanteReport(project.images().stream().map(Image::of).toList(), differences, project.notices());
    }

    /** For people. */
    String text() {
        long tags = images.stream().mapToLong(image -> image.tags().size()).sum();
        String counted = Text.counted(images.size(), "image") + ", " + Text.counted(tags, "tag") + ", "
                + Text.counted(differences.size(), "difference");
        if (differences.isEmpty()) {
            return counted;
        }
        Table<AliasDifference> table = Table.of(differences)
                .column("TAG", AliasDifference::tag)
                .column("INVENTORY", AliasDifference::stated)
                .column("RULES", AliasDifference::byRules)
                .column("", difference -> MEANING.get(difference.kind()))
                .column("LINE", difference -> difference.file() + ":" + difference.line());
        return table + "\n\n" + counted;
    }
}
