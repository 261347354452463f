package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Plan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a rebuild would do: a table of images with reasons, one of the tags that change, and the sum. */
final class DryRunReport {
    private DryRunReport() {}

    /** The report, without a line break at the end. */
    static String of(Plan plan) {
        StringBuilder report = new StringBuilder();
        if (!plan.images().isEmpty()) {
            report.append(images(plan.images())).append("\n\n");
        }
        List<Plan.TagChange> changes = plan.tags().stream()
                .filter(change -> !change.kind().equals("unchanged"))
                .toList();
        if (!changes.isEmpty()) {
            report.append(tags(changes)).append("\n\n");
        }
        return report.append(sum(plan)).toString();
    }

    private static Table<Plan.Planned> images(List<Plan.Planned> images) {
        return Table.of(images)
                .column("IMAGE", Plan.Planned::image)
                .column(
                        "WHY",
                        image -> image.why().stream().map(Plan.Reason::toString).collect(Collectors.joining("; ")))
                .column("TAGS", image -> image.tags().size());
    }

    private static Table<Plan.TagChange> tags(List<Plan.TagChange> changes) {
        return Table.of(changes)
                .column("TAG", Plan.TagChange::tag)
                .column("CHANGE", Plan.TagChange::kind)
                .column("FROM", Plan.TagChange::from)
                .column("TO", Plan.TagChange::to);
    }

    private static String sum(Plan plan) {
        String time = plan.estimatedSeconds() == null
                ? "no earlier rebuild to estimate the time from"
                : "about " + Text.duration(Duration.ofSeconds(plan.estimatedSeconds()));
        String tags = plan.changes().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return plan.images().isEmpty()
                ? "nothing would be built; tags: " + (tags.isEmpty() ? "none" : tags)
                : Text.counted(plan.count(), "image") + " would be built, " + time + "; tags: " + tags
                        + "; catalogue at " + plan.revision();
    }
}
