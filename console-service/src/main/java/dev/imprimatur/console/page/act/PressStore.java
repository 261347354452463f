package dev.imprimatur.console.page.act;

import dev.imprimatur.messaging.sql.NativeQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The forms that came, and what came of them: nothing yet where there is no answer. */
@ApplicationScoped
class PressStore {
    /** No act takes longer, so the console that began one before that was killed. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @Inject
    EntityManager entities;

    @Inject
    Clock clock;

    /** Where what came of it is seen; empty before that is known. */
    @Transactional
    Optional<String> answer(Press press) {
        return NativeQueries.column(
                        entities,
                        "select answer from page_act where request = ?1 and session = ?2 and answer is not null",
                        String.class)
                .setParameter(1, press.request())
                .setParameter(2, press.session())
                .getResultStream()
                .findFirst();
    }

    /**
     * Begins the act, unless it was done or is being done. Waits for a console that does the same at this moment.
     *
     * @return when it began, which tells it from one that begins later; empty where it does not begin
     */
    @Transactional
    Optional<Instant> begin(Press press) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        int begun = entities.createNativeQuery("insert into page_act (request, session, at) values (?1, ?2, ?3)"
                        + " on conflict (request, session) do update set at = excluded.at"
                        + " where page_act.answer is null and page_act.at < ?4")
                .setParameter(1, press.request())
                .setParameter(2, press.session())
                .setParameter(3, now)
                .setParameter(4, now.minus(LONGEST))
                .executeUpdate();
        return begun == 1 ? Optional.of(now) : Optional.empty();
    }

    /** It is done, and what came of it is seen at this address. */
    @Transactional
    void done(Press press, Instant begun, String address) {
        entities.createNativeQuery("update page_act set answer = ?4 where request = ?1 and session = ?2 and at = ?3")
                .setParameter(1, press.request())
                .setParameter(2, press.session())
                .setParameter(3, begun)
                .setParameter(4, address)
                .executeUpdate();
    }

    /** It failed: nothing was pressed. */
    @Transactional
    void failed(Press press, Instant begun) {
        entities.createNativeQuery("delete from page_act where request = ?1 and session = ?2 and at = ?3")
                .setParameter(1, press.request())
                .setParameter(2, press.session())
                .setParameter(3, begun)
                .executeUpdate();
    }
}
