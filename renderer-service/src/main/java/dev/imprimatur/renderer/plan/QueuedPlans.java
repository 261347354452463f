package dev.imprimatur.renderer.plan;

import dev.imprimatur.messaging.work.QueueDetails;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Rebuilds that wait to be planned. */
@ApplicationScoped
class QueuedPlans implements QueueDetails {
    @Inject
    PlanWork work;

    @Override
    public String kind() {
        return work.name();
    }

    /** A plan is made again as long as a catalogue or a registry is away. */
    @Override
    public Map<String, Detail> of(Collection<String> ids) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> new Detail(id, null, 0, 0, null)));
    }
}
