package dev.imprimatur.console.worker;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;

/** A try that a builder or a tester made. The database keeps it with the event that told it. */
@Entity
@Immutable
@Table(name = "attempt")
public class MadeAttempt extends PanacheEntityBase {
    @Id
    public Long id;

    @Column(name = "rebuild_id")
    public String rebuildId;

    public String image;

    /** {@code build} or {@code test}. */
    public String stage;

    public int number;

    /** Who made it, or null if that is not known. */
    public String worker;

    @Column(name = "started_at")
    public Instant startedAt;

    @Column(name = "took_ms")
    public long tookMs;

    /** The kind of its failure, or null if it passed. */
    public String kind;

    public String message;

    /** Whether it failed for a transient reason; null if it passed. */
    public Boolean chance;

    /** The first so many tries of a rebuild. */
    public static List<MadeAttempt> of(String rebuild, int most) {
        return MadeAttempt.<MadeAttempt>find("rebuildId = ?1 order by startedAt, id", rebuild)
                .page(0, most)
                .list();
    }

    /** Every try for these images of a rebuild, in the order of their beginnings. */
    public static List<MadeAttempt> of(String rebuild, List<String> images) {
        return list("rebuildId = ?1 and image in ?2 order by startedAt, id", rebuild, images);
    }

    /** When it ended: its begin and the milliseconds that it took. */
    public Instant endedAt() {
        return startedAt.plusMillis(tookMs);
    }

    /** How long it took. */
    public Duration took() {
        return Duration.ofMillis(tookMs);
    }

    /** How it ended. */
    public Result result() {
        return Result.of(kind, Boolean.TRUE.equals(chance));
    }
}
