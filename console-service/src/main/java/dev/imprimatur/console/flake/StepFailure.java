package dev.imprimatur.console.flake;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Stage;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A try at a step that failed; a flake once the same passed. */
@Entity
@Table(name = "step_failure")
class StepFailure extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String rebuildId;
    String image;
    String stage;
    String buildId;
    String kind;
    Instant failedAt;

    /** Null while the same has not passed. */
    Instant passedAt;

    static StepFailure of(RebuildId rebuild, Candidate candidate, Stage stage, String kind, Instant failedAt) {
        StepFailure failure = new StepFailure();
        failure.rebuildId = rebuild.value();
        failure.image = candidate.image().toString();
        failure.stage = stage.word();
        failure.buildId = candidate.buildId().value();
        failure.kind = kind;
        failure.failedAt = failedAt;
        return failure;
    }
}
