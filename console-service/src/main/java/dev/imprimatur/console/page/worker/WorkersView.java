package dev.imprimatur.console.page.worker;

import dev.imprimatur.console.answer.Silent;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.worker.WorkerState;
import dev.imprimatur.console.worker.Workers;
import dev.imprimatur.events.Stage;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the page of builders and testers shows.
 *
 * @param builders who builds
 * @param testers who tests
 * @param silent services that do not say what theirs are doing
 */
public record WorkersView(List<WorkerRow> builders, List<WorkerRow> testers, List<Silent> silent) {

    static WorkersView of(Workers.Page page, Instant now) {
        return new WorkersView(rows(page, Stage.BUILD, now), rows(page, Stage.TEST, now), page.silent());
    }

    private static List<WorkerRow> rows(Workers.Page page, Stage stage, Instant now) {
        return page.workers().stream()
                .filter(view -> view.stage().equals(stage.word()))
                .map(view -> WorkerRow.of(view, now))
                .toList();
    }

    /** Whether none is known. */
    public boolean none() {
        return builders.isEmpty() && testers.isEmpty();
    }

    /** What the page is opened for: which one is sick. */
    public String headline() {
        if (none()) {
            return "No builder and no tester did anything in the last seven days.";
        }
        String sick = sick("builder", builders) + sick("tester", testers);
        String all = Words.capital(builders.size()) + (builders.size() == 1 ? " builder and " : " builders and ")
                + Words.spelled(testers.size()) + (testers.size() == 1 ? " tester" : " testers")
                + " did something in the last seven days. ";
        return all + (sick.isEmpty() ? "None of them is sick." : sick.strip());
    }

    /** Where all of several fail, it is what they use that is sick. */
    private static String sick(String what, List<WorkerRow> rows) {
        List<WorkerRow> sick = rows.stream()
                .filter(row -> row.view().state() == WorkerState.SICK)
                .toList();
        if (sick.isEmpty()) {
            return "";
        }
        if (sick.size() == rows.size() && rows.size() > 1) {
            return "All " + what + "s often fail for transient reasons: what they use is sick, rather than they. ";
        }
        return Words.capitalised(what) + (sick.size() == 1 ? " " : "s ")
                + sick.stream().map(WorkerRow::often).collect(Collectors.joining(", "))
                + " often " + (sick.size() == 1 ? "fails" : "fail") + " for transient reasons. ";
    }

    /** The same in the few words of a title. */
    public String title() {
        long sick = builders.stream()
                        .filter(row -> row.view().state() == WorkerState.SICK)
                        .count()
                + testers.stream()
                        .filter(row -> row.view().state() == WorkerState.SICK)
                        .count();
        return sick == 0 ? "Workers" : sick + " sick: workers";
    }
}
