package dev.imprimatur.renderer.render;

import dev.imprimatur.messaging.work.QueueDetails;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of images that wait to be rendered. */
@ApplicationScoped
class QueuedRenderings implements QueueDetails {
    private static final String FIND =
            "select concat(i.rebuildId, '/', i.image), i.rebuildId, i.image, i.attempts, i.waitingFor"
                    + " from RebuildImage i where concat(i.rebuildId, '/', i.image) in ?1 and i.rebuildId in ?2";

    @Inject
    RendererConfig config;

    @Inject
    RenderWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    @Transactional
    public Map<String, Detail> of(Collection<String> ids) {
        return RebuildImage.getEntityManager()
                .createQuery(FIND, Object[].class)
                .setParameter(1, ids)
                .setParameter(
                        2,
                        ids.stream()
                                .map(id -> id.substring(0, id.indexOf('/')))
                                .distinct()
                                .toList())
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (String) row[0],
                        row -> new Detail(
                                (String) row[1], (String) row[2], (int) row[3], config.attempts(), (String) row[4])));
    }
}
