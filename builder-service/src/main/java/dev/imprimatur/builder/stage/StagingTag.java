package dev.imprimatur.builder.stage;

import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;

/** The tag under which a build lies in staging, and on its engine. */
public final class StagingTag {
    private StagingTag() {}

    /**
     * The tag of this build in this rebuild: the same for each of its attempts, another one in another rebuild, since a
     * rebuild is there to build anew.
     */
    public static ImageReference of(RenderCompleted event, Registry staging) {
        String name = event.candidate().buildId().abbreviated() + "-" + event.rebuildId();
        return event.candidate().pinned().getFirst().repository().tag(name).in(staging);
    }
}
