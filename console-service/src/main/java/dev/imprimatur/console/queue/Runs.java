package dev.imprimatur.console.queue;

import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the console knows of images that are on their way. */
@ApplicationScoped
class Runs {
    private static final List<RunState> ON_ITS_WAY = List.of(RunState.RENDERED, RunState.BUILT, RunState.TESTED);

    /** Images that are on their way, by image: what is known of each in each rebuild, the newest first. */
    @Transactional
    Map<String, List<ImageRun>> of(Collection<String> images) {
        Map<String, List<ImageRun>> found = new HashMap<>();
        if (images.isEmpty()) {
            return found;
        }
        ImageRun.<ImageRun>stream(
                        "image in ?1 and stage in ?2 order by renderedAt desc nulls last, id desc", images, ON_ITS_WAY)
                .forEach(run -> found.computeIfAbsent(run.image, image -> new ArrayList<>())
                        .add(run));
        return found;
    }

    /** The newer rebuild that has this image on its way too. */
    static Optional<String> newer(List<ImageRun> runs, String rebuild) {
        return runs.isEmpty()
                        || runs.getFirst().rebuildId.equals(rebuild)
                        || runs.stream().noneMatch(run -> run.rebuildId.equals(rebuild))
                ? Optional.empty()
                : Optional.of(runs.getFirst().rebuildId);
    }

    /** What is being done to a base in this rebuild, in words. */
    static String doing(List<ImageRun> runs, String rebuild) {
        return runs.stream()
                .filter(run -> run.rebuildId.equals(rebuild))
                .findFirst()
                .map(run -> switch (run.stage) {
                    case RENDERED -> "is being built";
                    case BUILT -> "is being tested";
                    default -> "is being published";
                })
                .orElse("waits too");
    }
}
