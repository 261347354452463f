package dev.imprimatur.console.replay;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** Once that the read model is made again. */
@Entity
@Table(name = "replay")
public class Replay extends PanacheEntityBase {
    /** The identity of the replay. */
    @Id
    public String id;

    /** When it was asked for. */
    public Instant requestedAt;

    /** By whom, or null. */
    public String requestedBy;

    /** What its requester gave as the reason, or null. */
    public String reason;

    /** When it ended, or null. */
    public Instant finishedAt;

    /** How many rebuilds and rollbacks were made again; null until it ended. */
    public Long rebuilds;

    /** From how many events; null until it ended. */
    public Long events;

    /** How many events could not be applied; null until it ended. */
    public Long failed;

    /**
     * How many rebuilds and rollbacks stayed as they were, since Kafka has only some of their events; null until it
     * ended.
     */
    public Long kept;

    /** The one that goes on. */
    public static Optional<Replay> open() {
        return find("finishedAt is null").firstResultOptional();
    }

    /** The last one. */
    public static Optional<Replay> last() {
        return find("order by requestedAt desc").firstResultOptional();
    }
}
