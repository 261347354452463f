package dev.imprimatur.builder.keep;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.messaging.sql.NativeQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Finished steps of builds that failed or were killed, which lie on an engine without a name. What a build may leave is
 * noted before it begins, so that it goes even if its builder dies and the image is never built there again.
 */
@ApplicationScoped
public class BuildSteps {
    private static final Logger LOG = Logger.getLogger(BuildSteps.class);
    /** Every rendered Dockerfile labels its stages with the image's key, right after FROM. */
    private static final String IMAGE_LABEL = "dev.imprimatur.image";
    /** Tests are built on top of the image and so inherit its label. */
    private static final String TEST_LABEL = "dev.imprimatur.test";

    private static final String NOTE = "insert into engine_steps (engine_id, image, noted_at)"
            + " values (?1, ?2, clock_timestamp())"
            + " on conflict (engine_id, image) do update set noted_at = clock_timestamp()";

    private static final String ABANDONED = """
            select s.image from engine_steps s
            where s.engine_id = ?1 and (cast(?2 as text) is null or s.image = ?2)
              and not exists (select 1 from build b join build_attempt a on a.build_id = b.id
                              where b.image = s.image and b.completed_at is null and a.ended_at is null)
            order by s.noted_at, s.image limit 20""";
    private static final String POSTPONE =
            "update engine_steps set noted_at = clock_timestamp() where engine_id = ?1 and image = ?2";
    private static final String LOCK = "select image from engine_steps where engine_id = ?1 and image = ?2 for update";
    private static final String FORGET = "delete from engine_steps where engine_id = ?1 and image = ?2";

    @Inject
    Engine engine;

    @Inject
    EntityManager database;

    /**
     * Notes that a build of this image is about to begin on this engine. Waits while its steps are being cleared there.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void note(String engineId, String image) {
        run(NOTE, engineId, image);
    }

    /** Clears the engine of this image's steps. If it does not answer they stay noted. */
    public void clear(String image) {
        try {
            prune(image);
            forget(engine.version().id(), image);
        } catch (EngineException e) {
            LOG.warnf("what builds of %s left on the engine stays for now: %s", image, e.getMessage());
        }
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void forget(String engineId, String image) {
        run(FORGET, engineId, image);
    }

    /**
     * Images whose steps lie on this engine though they are not being built, some of them if there are many: those that
     * have lain there longest, or have not been tried for longest.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<String> abandoned(String engineId) {
        return abandoned(engineId, null);
    }

    /** @param image the only one that is asked for; null for any */
    private List<String> abandoned(String engineId, String image) {
        return NativeQueries.column(database, ABANDONED, String.class)
                .setParameter(1, engineId)
                .setParameter(2, image)
                .getResultList();
    }

    /** The engine did not remove these steps: they are tried again after all others. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void postpone(String engineId, String image) {
        run(POSTPONE, engineId, image);
    }

    /**
     * Clears this engine of an image's steps, unless it is being built by now.
     *
     * @throws EngineException if the engine does not do it; they stay noted
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void clearAbandoned(String engineId, String image) {
        boolean noted = NativeQueries.column(database, LOCK, String.class)
                        .setParameter(1, engineId)
                        .setParameter(2, image)
                        .getSingleResultOrNull()
                != null;
        if (noted && !abandoned(engineId, image).isEmpty()) {
            prune(image);
            run(FORGET, engineId, image);
            LOG.infof("removed what a killed build of %s had left on the engine", image);
        }
    }

    private void prune(String image) {
        engine.prune(IMAGE_LABEL, image, TEST_LABEL);
    }

    private void run(String statement, String engineId, String image) {
        database.createNativeQuery(statement)
                .setParameter(1, engineId)
                .setParameter(2, image)
                .executeUpdate();
    }
}
