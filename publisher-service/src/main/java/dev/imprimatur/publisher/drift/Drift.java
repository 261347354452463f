package dev.imprimatur.publisher.drift;

import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A time during which a published tag named something else than what it was published as. */
@Entity
public class Drift extends PanacheEntityBase {
    /** The number of the row. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The tag's full reference. */
    public String reference;

    /** What it was published as. */
    @Convert(converter = DigestColumn.class)
    public Digest expected;

    /** What the registry says instead, or null if the tag is missing. */
    @Convert(converter = DigestColumn.class)
    public Digest found;

    /** When it was first seen. */
    @Column(name = "seen_at")
    public Instant seenAt;

    /** When it was seen to be over, or null. */
    @Column(name = "ended_at")
    public Instant endedAt;

    /** How it ended, or null. */
    @Enumerated(EnumType.STRING)
    public Outcome outcome;

    /** How a drift ends. */
    public enum Outcome {
        /** The publisher set the tag again. */
        REPAIRED,
        /** The tag is right again, or means something else by now, by whatever happened to it. */
        OVER
    }

    static Drift of(String reference, Digest expected, Digest found) {
        Drift drift = new Drift();
        drift.reference = reference;
        drift.expected = expected;
        drift.found = found;
        drift.seenAt = SharedClock.now();
        return drift;
    }

    static Optional<Drift> open(String reference) {
        return find("reference = ?1 and endedAt is null", reference).firstResultOptional();
    }

    /** What differs now, oldest first. */
    static List<Drift> open() {
        return list("endedAt is null order by seenAt, reference");
    }

    void end(Outcome how) {
        endedAt = SharedClock.now();
        outcome = how;
    }
}
