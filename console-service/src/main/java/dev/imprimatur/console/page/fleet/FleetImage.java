package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.run.RunState;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import org.hibernate.annotations.Immutable;

/**
 * An image as pages show it: what users pull, and what happens to it. The database keeps it up to date with its runs.
 */
@Entity
@Immutable
@Table(name = "fleet_image")
public class FleetImage extends PanacheEntityBase {
    @Id
    public String image;

    public String family;
    public String version;
    public String variant;

    /** What users pull, or null if nothing was published yet. */
    public String digest;

    /** Which revision that is, or null if that is not known. */
    public Integer revision;

    @Column(name = "published_at")
    public Instant publishedAt;

    /** What its tags were when it was published; another image may have taken one since. */
    @Column(columnDefinition = "text[]")
    public String[] tags;

    /** The run that published it, or null. */
    @Column(name = "published_run")
    public Long publishedRun;

    /** Its newest run. */
    @Column(name = "run_id")
    public Long runId;

    @Column(name = "rebuild_id")
    public String rebuildId;

    @Enumerated(EnumType.STRING)
    public RunState stage;

    @Column(name = "failed_stage")
    public String failedStage;

    /** The image whose failure this one's is, or null. */
    public String root;

    @Column(name = "stepped_at")
    public Instant steppedAt;

    /** How often it failed since it last passed. */
    public int failures;

    @Column(name = "failing_since")
    public Instant failingSince;

    @Column(name = "passed_at")
    public Instant passedAt;

    @Column(name = "end_of_life")
    public LocalDate endOfLife;
}
