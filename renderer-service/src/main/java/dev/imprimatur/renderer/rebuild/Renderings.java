package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import java.util.List;

/** Queues the rendering of images. */
public interface Renderings {

    /** Has these images rendered, as part of the current transaction, in which the rebuild is locked. */
    void add(Rebuild rebuild, List<ImageKey> ready);
}
