package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.row.AttemptRow;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

/** One try at a test run. */
@Entity
@Table(name = "test_attempt")
class TestAttempt extends AttemptRow {
    @ManyToOne(fetch = FetchType.LAZY)
    TestRun run;

    @Override
    protected String interruption() {
        return "the tester " + (worker() == null ? "" : worker() + " ")
                + "stopped during this attempt, or an error of its own ended it; its log says which";
    }
}
