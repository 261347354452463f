package dev.imprimatur.tester.suite;

import dev.imprimatur.messaging.column.ImageReferenceColumn;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What a run may have left on an engine. */
@Entity
@Table(name = "leftover")
class Leftover extends PanacheEntityBase {
    /** Engine and run. */
    @Id
    String id;

    String engineId;
    String runId;

    @Convert(converter = ImageReferenceColumn.class)
    ImageReference staged;

    static Leftover of(String engineId, TestRunId run, ImageReference staged) {
        Leftover leftover = new Leftover();
        leftover.id = engineId + "/" + run;
        leftover.engineId = engineId;
        leftover.runId = run.value();
        leftover.staged = staged;
        return leftover;
    }

    TestRunId run() {
        return new TestRunId(runId);
    }
}
