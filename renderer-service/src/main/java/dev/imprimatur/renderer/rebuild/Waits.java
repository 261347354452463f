package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Notes which sick place a rebuild's plan, or an image's rendering, waits for; null if for none any more. */
@ApplicationScoped
public class Waits {

    /** The plan of a rebuild. */
    @Transactional
    public void of(RebuildId rebuild, String place) {
        Rebuild.update("waitingFor = ?1 where id = ?2 and waitingFor is distinct from ?1", place, rebuild.value());
    }

    /** The rendering of an image. */
    @Transactional
    public void of(RebuildId rebuild, ImageKey image, String place) {
        RebuildImage.update(
                "waitingFor = ?1 where rebuildId = ?2 and image = ?3 and waitingFor is distinct from ?1",
                place,
                rebuild.value(),
                image.toString());
    }
}
