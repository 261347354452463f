package dev.imprimatur.renderer.render;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.renderer.rebuild.ReadyImages;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.Renderings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Adds the rendering of images whose bases are there to the work queue, one of each family in turn: a family of
 * hundreds keeps no other waiting, and publishers, of which one at a time sets tags in a repository, have several to
 * work in. A base may have thousands of children: then only the first are added in the transaction that publishes it,
 * which has a minute, and the others by and by.
 */
@ApplicationScoped
class AddedRenderings implements Renderings, Work {
    private static final int AT_ONCE = 200;
    private static final String ROW = "#";

    @Inject
    WorkQueue queue;

    @Inject
    RenderWork rendering;

    @Override
    public void add(Rebuild rebuild, List<ImageKey> ready) {
        enqueue(rebuild, inTurn(ready).subList(0, Math.min(ready.size(), AT_ONCE)));
        if (ready.size() > AT_ONCE) {
            // A row of its own: one that is at work has looked already, and knows nothing of these.
            queue.add(
                    this,
                    rebuild.rebuildId() + ROW + UUID.randomUUID(),
                    rebuild.request().priority());
        }
    }

    @Override
    public String name() {
        return "add-renderings";
    }

    @Override
    public Next run(String id) {
        RebuildId rebuild = new RebuildId(id.split(ROW)[0]);
        List<ImageKey> ready = QuarkusTransaction.requiringNew().call(() -> inTurn(ReadyImages.of(rebuild)));
        for (int from = 0; from < ready.size(); from += AT_ONCE) {
            List<ImageKey> some = ready.subList(from, Math.min(ready.size(), from + AT_ONCE));
            QuarkusTransaction.requiringNew()
                    .run(() -> Rebuild.lock(rebuild)
                            .filter(found -> found.goesOn())
                            .ifPresent(found -> enqueue(found, some)));
        }
        return Next.done();
    }

    /** The first of each family, then the second of each, and so on; families as they are in the plan. */
    static List<ImageKey> inTurn(List<ImageKey> images) {
        Map<String, Integer> seen = new HashMap<>();
        SortedMap<Integer, List<ImageKey>> turns = new TreeMap<>();
        for (ImageKey image : images) {
            int turn = seen.merge(image.family(), 1, Integer::sum);
            turns.computeIfAbsent(turn, first -> new ArrayList<>()).add(image);
        }
        return turns.values().stream().flatMap(List::stream).toList();
    }

    private void enqueue(Rebuild rebuild, List<ImageKey> images) {
        queue.add(
                rendering,
                images.stream()
                        .map(image -> RenderWork.id(rebuild.rebuildId(), image))
                        .toList(),
                rebuild.request().priority());
    }
}
