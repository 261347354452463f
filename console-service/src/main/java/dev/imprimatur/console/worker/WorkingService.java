package dev.imprimatur.console.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.console.api.Replicas;
import dev.imprimatur.events.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where builders or testers say what each of them is doing.
 *
 * @param stage what they do
 * @param path where
 * @param going the state of what is being done
 * @param owner who is asked
 */
record WorkingService(String stage, String path, String going, Replicas owner) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String WITHOUT_NAME = "(without a name)";

    /** A piece of work as the service shows it; one of the release before does not say when the log grew last. */
    private record Shown(
            String id,
            String rebuildId,
            String image,
            String state,
            List<Attempt> attempts,
            Instant silentSince,
            Instant lastLineAt) {}

    /** By worker what it is doing. A service of the release before this one shows other work too, which is left out. */
    Map<String, List<Doing>> doing() {
        List<Shown> shown = owner.get(path + "?running=true", PATIENCE, new TypeReference<>() {});
        return shown.stream()
                .filter(each -> each.state().equals(going) && !each.attempts().isEmpty())
                .collect(Collectors.groupingBy(
                        each -> name(each.attempts().getLast()),
                        Collectors.mapping(each -> doing(each, each.attempts().getLast()), Collectors.toList())));
    }

    private static String name(Attempt attempt) {
        return attempt.worker() == null ? WITHOUT_NAME : attempt.worker();
    }

    private static Doing doing(Shown shown, Attempt attempt) {
        return new Doing(
                shown.image(),
                shown.rebuildId(),
                attempt.number(),
                attempt.startedAt(),
                shown.lastLineAt(),
                shown.id(),
                shown.silentSince());
    }
}
