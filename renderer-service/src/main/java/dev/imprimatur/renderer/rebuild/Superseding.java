package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Frees older rebuilds of what a newer one does anyway. Images that wait for their bases are dropped here; one that is
 * on its way is named to the builder, which knows whether it has begun. An image stays where something that only the
 * older rebuild makes is to be built on it.
 */
@ApplicationScoped
public class Superseding implements Work {
    @Inject
    RebuildProgress progress;

    @Override
    public String name() {
        return "supersede";
    }

    @Override
    public Next run(String id) {
        settle(new RebuildId(id));
        return Next.done();
    }

    /**
     * Looks once through the older rebuilds of this one. It is called before the first image of it is sent on its way,
     * since each names the older builds that are not needed any more.
     */
    public void settle(RebuildId newer) {
        Optional<List<RebuildId>> older = QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.of(newer)
                        .filter(rebuild -> rebuild.goesOn() && !rebuild.superseded)
                        .map(rebuild ->
                                rebuild.olderOnes().map(Rebuild::rebuildId).toList()));
        if (older.isEmpty()) {
            return;
        }
        for (RebuildId each : older.get()) {
            QuarkusTransaction.requiringNew().run(() -> supersede(each, newer));
        }
        QuarkusTransaction.requiringNew().run(() -> Rebuild.lock(newer).ifPresent(Rebuild::supersededOlderOnes));
    }

    /** Locks both, the newer one first as everywhere, so that it neither ends nor loses an image meanwhile. */
    private void supersede(RebuildId older, RebuildId newer) {
        Rebuild.lock(newer)
                .filter(Rebuild::goesOn)
                .flatMap(rebuild -> Rebuild.lock(older))
                .filter(rebuild -> rebuild.state() == Rebuild.State.RUNNING)
                .ifPresent(rebuild -> progress.superseded(rebuild, replaceable(rebuild, newer), newer));
    }

    /** The open images of the older rebuild that the newer one does too, without bases of those that it does not do. */
    private static List<RebuildImage> replaceable(Rebuild older, RebuildId newer) {
        Set<ImageKey> done = RebuildImage.undertaken(newer);
        List<RebuildImage> open = RebuildImage.open(older.rebuildId());
        Map<ImageKey, List<ImageKey>> parents = new HashMap<>();
        open.forEach(image -> parents.put(image.key(), image.parents()));
        Set<ImageKey> needed = new HashSet<>();
        Deque<ImageKey> look = new ArrayDeque<>();
        parents.keySet().stream().filter(image -> !done.contains(image)).forEach(look::add);
        while (!look.isEmpty()) {
            ImageKey image = look.removeFirst();
            if (needed.add(image)) {
                look.addAll(parents.getOrDefault(image, List.of()));
            }
        }
        return open.stream().filter(image -> !needed.contains(image.key())).toList();
    }
}
