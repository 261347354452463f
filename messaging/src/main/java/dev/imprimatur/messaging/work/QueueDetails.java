package dev.imprimatur.messaging.work;

import java.util.Collection;
import java.util.Map;

/** What a service knows of a kind of work that waits in its queue. Implementations are application-scoped beans. */
public interface QueueDetails {

    /** The name of that kind. */
    String kind();

    /** Of these pieces of work, by their ids; what is not known any more is left out. */
    Map<String, Detail> of(Collection<String> ids);

    /**
     * What is known of a piece of work.
     *
     * @param rebuildId the rebuild
     * @param image the image, or null if it is the whole rebuild
     * @param failures how many attempts have failed
     * @param attempts how many there are at most, or null where that depends on why they fail
     * @param waitsFor the sick place that it waits for, or null
     */
    record Detail(String rebuildId, String image, long failures, Integer attempts, String waitsFor) {}
}
