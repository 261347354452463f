package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.console.Failure;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.events.FailureKinds;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The families that were left out of a rebuild's plan.
 *
 * @param names theirs, as far as the report has room for them
 * @param cut whether it has not room for all
 */
record LeftOutFamilies(List<String> names, boolean cut) {
    /** How the report begins each one's line. */
    private static final Pattern NAME =
            Pattern.compile("^([a-zA-Z0-9][a-zA-Z0-9._+-]*) is left out: ", Pattern.MULTILINE);

    LeftOutFamilies {
        names = List.copyOf(names);
    }

    /** Those of this rebuild, if there are any. */
    static Optional<LeftOutFamilies> of(Rebuild rebuild) {
        return Optional.ofNullable(rebuild.failure())
                .filter(failure -> FailureKinds.FAMILY_LEFT_OUT.equals(failure.kind()))
                .map(Failure::message)
                .map(report -> new LeftOutFamilies(
                        NAME.matcher(report)
                                .results()
                                .map((MatchResult line) -> line.group(1))
                                .distinct()
                                .toList(),
                        report.endsWith("…")))
                .filter(families -> !families.names().isEmpty());
    }

    /** Which, and how to have them built. */
    @Override
    public String toString() {
        return String.join(", ", names) + (cut ? " and perhaps more" : "")
                + "; once imprimatur catalog lint finds no mistake of them: imprimatur rebuild --select '"
                + String.join(",", names.stream().map(name -> name + "/*/*").toList()) + "'";
    }
}
