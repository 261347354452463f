package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Deletes manifests in staging, and what is listed beside them, some time after their images were published, rejected
 * or cancelled, or their builds failed, and the large contexts that are not needed since. Where staging and production
 * are one repository a digest is what users pull: no manifest goes there.
 */
@ApplicationScoped
class StagingRetention {
    private static final Logger LOG = Logger.getLogger(StagingRetention.class);

    @Inject
    BuilderConfig config;

    @Inject
    DecidedBuilds builds;

    @Inject
    StoredContexts contexts;

    @Inject
    RegistryClient registries;

    @Inject
    StagingRefusals refusals;

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

    /**
     * Deletes what was decided before then, and the contexts that only such builds needed, as far as registries let it.
     */
    void clear(Instant then) {
        ClearingRound round = refusals.round();
        clear(round, then);
        if (round.askAgain()) {
            clear(round, then);
        }
        if (!stopping) {
            refusals.forget(round.unrefused());
            refusals.places().forEach(refusing -> {
                builds.giveUp(refusing);
                contexts.giveUp(refusing);
            });
        }
    }

    private void clear(ClearingRound round, Instant then) {
        each(round, last -> builds.before(then, last, round.left()), staged -> {
            if (builds.still(staged, then)) {
                delete(staged, true);
                builds.retire(staged, then);
            }
        });
        each(round, last -> builds.unreported(then, last, round.left()), tag -> {
            registries
                    .head(config.staging().speaking(tag))
                    .map(found -> RepositoryReference.of(tag).at(found.digest()))
                    .filter(staged -> builds.still(staged, then))
                    .ifPresent(staged -> delete(staged, true));
            builds.retireUnreported(tag);
        });
        each(
                round,
                last -> contexts.unneeded(then, last, round.left()),
                context -> contexts.remove(context, then, () -> delete(context, false)));
    }

    /** @param find what follows the last one that was looked at, or begins if that is null */
    private void each(
            ClearingRound round,
            Function<ImageReference, List<ImageReference>> find,
            Consumer<ImageReference> removal) {
        for (List<ImageReference> batch = find.apply(null);
                !batch.isEmpty() && !stopping;
                batch = find.apply(batch.getLast())) {
            batch.forEach(lying -> remove(round, lying, removal));
        }
    }

    /** Does it, or logs why not. */
    private void remove(ClearingRound round, ImageReference lying, Consumer<ImageReference> removal) {
        if (stopping || round.leaves(lying)) {
            return;
        }
        try {
            removal.accept(lying);
            round.removed(lying);
        } catch (RegistryException e) {
            round.failed(lying, e);
            if (!refusals.note(round, lying, e)) {
                LOG.debugf("%s stays in staging for now: %s", lying, e.getMessage());
            }
        }
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

    /**
     * First what the registry lists beside it, which only its digest leads to. A list that cannot be read keeps nothing
     * else.
     */
    private void detach(RepositoryReference repository, ImageReference staged) {
        try {
            registries.detach(repository, staged.digest());
        } catch (RegistryException e) {
            if (e.temporary() || e.kind() == Kind.UNAUTHORIZED) {
                throw e;
            }
            LOG.warnf("what is listed beside %s stays in staging: %s", staged, e.getMessage());
        }
    }
}
