package dev.imprimatur.builder.stage;

import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import java.util.regex.Pattern;

/** The tag under which a build lies in staging, and on its engine. */
public final class StagingTag {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{12}-.+");

    private StagingTag() {}

    /** Whether a tag has the form of these. */
    public static boolean is(String tag) {
        return FORM.matcher(tag).matches();
    }

    /**
     * The tag of this build in this rebuild: the same for each of its attempts, another one in another rebuild, since a
     * rebuild is there to build it again.
     */
    public static ImageReference of(RenderCompleted event, Registry staging) {
        String name = event.candidate().buildId().abbreviated() + "-" + event.rebuildId();
        return event.candidate().pinned().getFirst().repository().tag(name).in(staging);
    }
}
