package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Frees older rebuilds of what a newer one does anyway. Images that wait for their bases are dropped here; one that is on
 * its way is named to the builder, which knows whether it has begun. An image stays where something that only the older
 * rebuild makes is to be built on it.
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
        RebuildId newer = new RebuildId(id);
        List<RebuildId> older = QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.of(newer)
                        .map(rebuild ->
                                rebuild.olderOnes().map(Rebuild::rebuildId).toList())
                        .orElseGet(List::of));
        for (RebuildId each : older) {
            QuarkusTransaction.requiringNew().run(() -> supersede(each, newer));
        }
        return Next.done();
    }

    private void supersede(RebuildId older, RebuildId newer) {
        Rebuild.lock(older)
                .filter(rebuild -> rebuild.state() == Rebuild.State.RUNNING)
                .ifPresent(rebuild -> progress.superseded(rebuild, replaceable(rebuild, newer), newer));
    }

    private static Set<ImageKey> replaceable(Rebuild older, RebuildId newer) {
        List<RebuildImage> open =
                older.images().stream().filter(RebuildImage::open).toList();
        Set<ImageKey> replaceable = new HashSet<>();
        open.stream()
                .map(RebuildImage::key)
                .filter(image -> RebuildImage.of(newer, image).isPresent())
                .forEach(replaceable::add);
        while (replaceable.removeIf(image -> isBaseOfAnother(image, open, replaceable))) {}
        return replaceable;
    }

    private static boolean isBaseOfAnother(ImageKey image, List<RebuildImage> open, Set<ImageKey> replaceable) {
        return open.stream()
                .anyMatch(child -> child.recipe().parents().contains(image) && !replaceable.contains(child.key()));
    }

    /**
     * The older rebuilds whose build of this image, if it has not begun, is not needed once the newer rebuild has
     * rendered it.
     */
    public static List<RebuildId> supersededBuilds(Rebuild newer, ImageKey image) {
        return RebuildImage.onTheirWay(newer.rebuildId(), image).stream()
                .flatMap(each -> Rebuild.of(each.rebuildId()).stream())
                .filter(older -> newer.canReplace(older)
                        && replaceable(older, newer.rebuildId()).contains(image))
                .map(Rebuild::rebuildId)
                .toList();
    }
}
