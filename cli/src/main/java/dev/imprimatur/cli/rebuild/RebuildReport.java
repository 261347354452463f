package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.console.ImageRun;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.util.List;

/** How a rebuild stands: a table of its images, what failed and why, and the sum. */
final class RebuildReport {
    private RebuildReport() {}

    /** The report, without a line break at the end. */
    static String of(Rebuild rebuild) {
        StringBuilder report = new StringBuilder();
        if (!rebuild.images().isEmpty()) {
            report.append(table(rebuild.images())).append("\n\n");
        }
        List<ImageRun> failed =
                rebuild.images().stream().filter(ImageRun::failed).toList();
        failed.forEach(run -> report.append(failure(run)));
        report.append(whereToLook(rebuild, failed));
        if (rebuild.failure() != null) {
            report.append(rebuild.failure().text());
        }
        if (!rebuild.holes().isEmpty()) {
            report.append("tags not set: ")
                    .append(String.join(", ", rebuild.holes()))
                    .append('\n');
        }
        if (rebuild.cancelReason() != null && rebuild.finishedAt() == null) {
            report.append("being cancelled: ").append(rebuild.cancelReason()).append('\n');
        }
        if (rebuild.clearedAt() != null) {
            report.append("only images are left that a tag still names (cleared ")
                    .append(Text.time(rebuild.clearedAt()))
                    .append(")\n");
        }
        return report.append(sum(rebuild)).toString();
    }

    private static String counted(long count, String what) {
        return count == 0 ? "" : ", " + count + " " + what;
    }

    private static Table<ImageRun> table(List<ImageRun> runs) {
        return Table.of(runs)
                .column("IMAGE", ImageRun::image)
                .column("STAGE", ImageRun::standing)
                .column("DIGEST", run -> Text.digest(run.current()))
                .column("VERDICT", ImageRun::verdict)
                .column("TOOK", run -> Text.between(run.renderedAt(), run.endedAt()))
                .column("TAGS", run -> run.tags().isEmpty() ? "" : run.tags().size());
    }

    private static String failure(ImageRun run) {
        return run.image() + " failed in " + run.failedStage() + ": "
                + (run.failure() == null
                        ? "no reason is known\n"
                        : run.failure().text());
    }

    /**
     * The log of one of them, and how all of them are tried again. An image that failed before its build has no log.
     */
    private static String whereToLook(Rebuild rebuild, List<ImageRun> failed) {
        String logs = failed.stream()
                .filter(run -> run.buildLog() != null)
                .findFirst()
                .map(run -> "to see what happened: imprimatur logs " + run.image() + '\n')
                .orElse("");
        String again = failed.isEmpty() || rebuild.finishedAt() == null
                ? ""
                : "to try again what failed: imprimatur retry " + rebuild.id() + '\n';
        return logs + again;
    }

    private static String sum(Rebuild rebuild) {
        String took = Text.between(rebuild.requestedAt(), rebuild.finishedAt());
        return "rebuild %s %s: %d of %d images published%s, %d failed%s%s"
                .formatted(
                        rebuild.id(),
                        rebuild.state(),
                        rebuild.published(),
                        rebuild.planned(),
                        counted(rebuild.unchanged(), "unchanged"),
                        rebuild.failed(),
                        counted(rebuild.cancelled(), "cancelled") + counted(rebuild.superseded(), "superseded"),
                        took.isEmpty() ? "" : ", " + took);
    }
}
