package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.row.AttemptRow;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

/** One try at a build. */
@Entity
@Table(name = "build_attempt")
class BuildAttempt extends AttemptRow {
    @ManyToOne(fetch = FetchType.LAZY)
    Build build;

    @Override
    protected String interruption() {
        return "the builder " + (worker() == null ? "" : worker() + " ")
                + "stopped during this attempt, and another attempt takes the build over";
    }
}
