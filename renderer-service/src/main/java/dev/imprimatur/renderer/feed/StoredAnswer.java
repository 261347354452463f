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

    /** Notes the first answer, unless another instance has noted one, and returns whether it did. */
    static boolean first(String family, String feed, String answer) {
        return getEntityManager()
                        .createNativeQuery("insert into feed_answer (family, feed, answer) values (?1, ?2, ?3)"
                                + " on conflict (family, feed) do nothing")
                        .setParameter(1, family)
                        .setParameter(2, feed)
                        .setParameter(3, answer)
                        .executeUpdate()
                == 1;
    }

    /** Notes this answer in place of the former one, unless another instance has replaced that, and returns whether. */
    static boolean replace(String family, String feed, String former, String answer) {
        return update("answer = ?1 where family = ?2 and feed = ?3 and answer = ?4", answer, family, feed, former) == 1;
    }

    /** A feed of a family. */
    record Key(String family, String feed) implements Serializable {}
}
