package dev.imprimatur.builder.keep;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Removes bases that are only kept warm, the least recently used first, until what builders keep on an engine takes no
 * more than it may. What work in progress needs stays, however much that is.
 */
@ApplicationScoped
class DiskBudget {
    @Inject
    Engine engine;

    @Inject
    KeptImages kept;

    @Inject
    EngineNames names;

    /**
     * Makes room.
     *
     * @param budget in bytes
     * @return what is left takes this many
     */
    long fit(String engineId, long budget) {
        List<Held> held = held(engineId);
        long space = space(held);
        while (space > budget) {
            Optional<Held> next = held.stream()
                    .filter(Held::warm)
                    .filter(makesRoom(held, space))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            held.remove(next.get());
            next.get().names().forEach(name -> names.remove(engineId, name));
            space = space(held);
        }
        return space;
    }

    /** A base whose layers all belong to something that stays makes no room. */
    private static Predicate<Held> makesRoom(List<Held> held, long space) {
        return candidate ->
                space(held.stream().filter(other -> other != candidate).toList()) < space;
    }

    /** An image that builders keep, with the names they gave it. */
    private record Held(EngineImage image, List<Kept> names) {
        boolean warm() {
            return names.stream().allMatch(name -> name.need() == Kept.Need.WARM);
        }
    }

    private static long space(List<Held> held) {
        return LayerSpace.of(held.stream().map(Held::image).toList());
    }

    /** By image, in the order of the first of its names that was last used. */
    private List<Held> held(String engineId) {
        Map<Digest, Held> held = new LinkedHashMap<>();
        for (Kept name : kept.on(engineId)) {
            engine.image(name.reference())
                    .ifPresent(image -> held.computeIfAbsent(image.id(), id -> new Held(image, new ArrayList<>()))
                            .names()
                            .add(name));
        }
        return new ArrayList<>(held.values());
    }
}
