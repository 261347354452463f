package dev.imprimatur.console.timeline;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** An event as it was seen, without its archives. */
@Entity
@Table(name = "event")
public class RecordedEvent extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long seq;

    @Column(name = "event_id")
    public String eventId;

    public String topic;
    public String key;

    @Column(name = "rebuild_id")
    public String rebuildId;

    @Column(name = "occurred_at")
    public Instant occurredAt;

    public String json;

    /** The events of one key in one rebuild, in the order in which they were seen. */
    public static List<RecordedEvent> of(String rebuildId, String key) {
        return list("rebuildId = ?1 and key = ?2 order by seq", rebuildId, key);
    }
}
