package dev.imprimatur.builder.keep;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.messaging.retention.Expiring;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;

/**
 * Notes of what lies on engines that are gone, such as those of pods. A builder clears its engine of whatever was not
 * used for {@link BuilderConfig#keep()}, and deletes the note: what is still noted a week after that, no builder will
 * clear.
 */
@ApplicationScoped
class GoneEngines implements Expiring {
    private static final Duration LONGER = Duration.ofDays(7);
    private static final int MOST = 1000;
    private static final String STEPS = "delete from engine_steps where (engine_id, image) in"
            + " (select engine_id, image from engine_steps where noted_at < ?1 limit ?2)";
    private static final String IMAGES = "delete from kept_image where (engine_id, reference) in"
            + " (select engine_id, reference from kept_image where used_at < ?1 limit ?2)";

    @Inject
    BuilderConfig config;

    @Inject
    EntityManager database;

    @Override
    public String name() {
        return "kept-images";
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Removed expire(Instant now) {
        Instant then = now.minus(config.keep()).minus(LONGER);
        int images = delete(IMAGES, then);
        int steps = delete(STEPS, then);
        return new Removed(images + steps, images >= MOST || steps >= MOST);
    }

    private int delete(String statement, Instant then) {
        return database.createNativeQuery(statement)
                .setParameter(1, then)
                .setParameter(2, MOST)
                .executeUpdate();
    }
}
