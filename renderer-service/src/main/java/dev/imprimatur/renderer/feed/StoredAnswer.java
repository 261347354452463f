package dev.imprimatur.renderer.feed;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** What is remembered of a family's feed. */
@Entity
@Table(name = "feed_answer")
@IdClass(StoredAnswer.Key.class)
class StoredAnswer extends PanacheEntityBase {
    @Id
    String family;

    @Id
    String feed;

    String answer;

    /** Notes the newest answer in one statement: another instance may do so at the same time. */
    static void note(String family, String feed, String answer) {
        getEntityManager()
                .createNativeQuery("insert into feed_answer (family, feed, answer) values (?1, ?2, ?3)"
                        + " on conflict (family, feed) do update set answer = excluded.answer")
                .setParameter(1, family)
                .setParameter(2, feed)
                .setParameter(3, answer)
                .executeUpdate();
    }

    /** A feed of a family. */
    record Key(String family, String feed) implements Serializable {}
}
