package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.EngineVersion;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Whether the engine can hold the limits that it is given. One that cannot would build without them and say nothing, so
 * it gets no work; without the bound on processes that is there unless another is given, it does.
 */
@Singleton
public class HeldLimits {
    private static final Logger LOG = Logger.getLogger(HeldLimits.class);
    private static final String PROCESSES = "processes";
    private static final String NETWORK = "network";

    @Inject
    EngineConfig config;

    private final AtomicBoolean warned = new AtomicBoolean();

    /** What keeps the engine from holding limits that are given. */
    public Optional<String> trouble(EngineVersion engine) {
        if (engine.unheld().contains(NETWORK)) {
            return Optional.of("the engine has no network "
                    + config.limits().network().orElse("")
                    + ", as imprimatur.engine.limits.network wants it; one that has just started makes it within seconds,"
                    + " if it was started by deploy/engine");
        }
        boolean processesGiven = config.limits().processes().isPresent();
        List<String> missed = engine.unheld().stream()
                .filter(key -> processesGiven || !key.equals(PROCESSES))
                .toList();
        if (!missed.isEmpty()) {
            return Optional.of(why(missed) + "; give it one, or take the limit away");
        }
        if (!engine.unheld().isEmpty() && warned.compareAndSet(false, true)) {
            LOG.warnf("%s; a build can take all processes that this engine may have", why(engine.unheld()));
        }
        return Optional.empty();
    }

    private static String why(List<String> keys) {
        return "the engine has no cgroup to hold "
                + keys.stream().map(key -> "imprimatur.engine.limits." + key).collect(Collectors.joining(" and "))
                + " with";
    }
}
