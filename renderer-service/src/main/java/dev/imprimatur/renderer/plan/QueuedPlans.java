package dev.imprimatur.renderer.plan;

import dev.imprimatur.messaging.work.QueueDetails;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.rebuild.Rebuild;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Rebuilds that wait to be planned. */
@ApplicationScoped
class QueuedPlans implements QueueDetails {
    private static final String FIND = "select r.id, r.attempts, r.waitingFor from Rebuild r where r.id in ?1";

    @Inject
    RendererConfig config;

    @Inject
    PlanWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    @Transactional
    public Map<String, Detail> of(Collection<String> ids) {
        return Rebuild.getEntityManager()
                .createQuery(FIND, Object[].class)
                .setParameter(1, ids)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (String) row[0],
                        row -> new Detail((String) row[0], null, (int) row[1], config.attempts(), (String) row[2])));
    }
}
