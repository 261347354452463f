package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Deletes manifests in staging, and what is listed beside them, some time after their images were published, rejected or
 * cancelled, and the large contexts that are not needed since. Where staging and production are one repository a digest is what
 * users pull: no manifest goes there.
 */
@ApplicationScoped
class StagingRetention {
    private static final Logger LOG = Logger.getLogger(StagingRetention.class);
    private static final Duration RETRY_AFTER_REFUSAL = Duration.ofDays(1);

    @Inject
    BuilderConfig config;

    @Inject
    DecidedBuilds builds;

    @Inject
    StoredContexts contexts;

    @Inject
    RegistryClient registries;

    private final Map<Registry, Instant> refused = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(
            every = "${imprimatur.builder.staging-clean-up-interval:10m}",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void clear() {
        clear(SharedClock.earliest().minus(config.stagingRetention()));
    }

    /** Deletes what was decided before then, and the contexts that only such builds needed, as far as registries let it. */
    void clear(Instant then) {
        boolean answers = true;
        List<ImageReference> batch;
        AtomicInteger gone = new AtomicInteger();
        do {
            batch = builds.before(then);
            gone.set(0);
            for (ImageReference staged : batch) {
                answers = answers
                        && removed(staged, () -> {
                            if (builds.still(staged, then)) {
                                delete(staged, true);
                                builds.retire(staged, then);
                                gone.incrementAndGet();
                            }
                        });
            }
        } while (answers && batch.size() == DecidedBuilds.MOST && gone.get() > 0);
        for (ImageReference context : contexts.unneeded(then)) {
            answers = answers && removed(context, () -> contexts.remove(context, then, () -> delete(context, false)));
        }
    }

    /** Does it, or logs why not; whether it is worth going on. */
    private boolean removed(ImageReference lying, Runnable removal) {
        if (stopping || refusedLately(lying.registry())) {
            return true;
        }
        try {
            removal.run();
            return true;
        } catch (RegistryException e) {
            if (e.kind() != Kind.REFUSED && e.kind() != Kind.UNAUTHORIZED) {
                LOG.debugf("%s stays in staging for now: %s", lying, e.getMessage());
                return false;
            }
            refused.put(lying.registry(), SharedClock.now());
            LOG.warnf(
                    "staging deletes nothing, so it only grows: %s; allow it to delete"
                            + " (REGISTRY_STORAGE_DELETE_ENABLED=true, an account that may), or clear it by other means",
                    e.getMessage());
            return true;
        }
    }

    private boolean refusedLately(Registry registry) {
        Instant at = refused.get(registry);
        return at != null && at.isAfter(SharedClock.now().minus(RETRY_AFTER_REFUSAL));
    }

    private void delete(ImageReference lying, boolean image) {
        ImageReference staged = config.staging().speaking(lying);
        RepositoryReference repository = RepositoryReference.of(staged);
        boolean shared = registries.tags(repository).stream().anyMatch(tag -> !StagingTag.is(tag));
        if (shared) {
            LOG.debugf("%s stays: its repository has tags that are not of staging", staged);
            return;
        }
        if (image) {
            detach(repository, staged);
        }
        registries.deleteManifest(staged);
        LOG.debugf("deleted %s from staging", staged);
    }

    /** First what the registry lists beside it, which only its digest leads to. A list that cannot be read keeps nothing else. */
    private void detach(RepositoryReference repository, ImageReference staged) {
        try {
            registries.detach(repository, staged.digest());
        } catch (RegistryException e) {
            if (e.temporary()) {
                throw e;
            }
            LOG.warnf("what is listed beside %s stays in staging: %s", staged, e.getMessage());
        }
    }
}
