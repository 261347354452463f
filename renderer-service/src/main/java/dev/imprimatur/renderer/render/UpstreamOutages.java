package dev.imprimatur.renderer.render;

import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.places.Sick;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the registry of images from outside is sick: what needs it waits then, and counts no attempt. */
@ApplicationScoped
public class UpstreamOutages {
    @Inject
    Upstreams upstreams;

    @Inject
    Places places;

    /** The registry, or what else of it is needed, if it was seen to be sick. */
    public Optional<Sick> now(Place... besides) {
        return places.among(needed(besides), null);
    }

    /** The same if it is to blame for this failure. Asks it. */
    public Optional<Sick> toBlame(RegistryException failure, Place... besides) {
        return places.toBlame(failure, needed(besides));
    }

    /** What waits looks again so much later. */
    public Next pause() {
        return Next.again(places.pause());
    }

    private List<Place> needed(Place... besides) {
        return Stream.concat(Stream.<Place>of(new RegistryPlace(upstreams.registry())), Stream.of(besides))
                .toList();
    }
}
