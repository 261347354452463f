package dev.imprimatur.publisher.drift;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.RegistryPlace;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.mirror.MirrorLedger;
import dev.imprimatur.publisher.standing.StandingImages;
import dev.imprimatur.publisher.tag.HeldTag;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Reads every published tag back in every registry, a repository at a time and under its lock, so that no publication
 * moves tags meanwhile.
 */
@ApplicationScoped
class DriftCheck {
    private static final Logger LOG = Logger.getLogger(DriftCheck.class);

    @Inject
    DriftConfig config;

    @Inject
    ProductionRegistries registries;

    @Inject
    DriftLedger ledger;

    @Inject
    MirrorLedger mirrors;

    @Inject
    RepositoryLock lock;

    @Inject
    StandingImages standing;

    @Inject
    Tagging tagging;

    @Inject
    TagWriter tags;

    @Inject
    Places places;

    private final Set<Registry> missed = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(
            every = "${imprimatur.drift.interval:1h}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void check() {
        if (config.rule() != DriftConfig.Rule.OFF) {
            check(config.rule());
        }
    }

    /** What an outage kept from being read is read once that is over, and not an interval later. */
    @Scheduled(
            every = "${imprimatur.places.check-interval:5s}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void checkMissed() {
        if (config.rule() != DriftConfig.Rule.OFF) {
            checkMissed(config.rule());
        }
    }

    void checkMissed(DriftConfig.Rule rule) {
        List<Registry> back =
                missed.stream().filter(registry -> !isSick(registry)).toList();
        if (!back.isEmpty()) {
            check(rule, back);
        }
    }

    void check(DriftConfig.Rule rule) {
        List<Registry> all = registries.all();
        ledger.forgetAllBut(all);
        check(rule, all);
    }

    private void check(DriftConfig.Rule rule, List<Registry> some) {
        List<Repository> repositories = tagging.repositories();
        for (Registry registry : some) {
            if (isRead(registry, repositories, rule)) {
                missed.remove(registry);
            } else {
                missed.add(registry);
            }
        }
    }

    /** Not if the registry is sick, or production, by which the others are judged: the rest would fail as well. */
    private boolean isRead(Registry registry, List<Repository> repositories, DriftConfig.Rule rule) {
        for (Repository repository : repositories) {
            if (stopping) {
                return true;
            }
            if (isSick(registry)) {
                return false;
            }
            try {
                checkAgainIfLost(new RepositoryReference(registry, repository), rule);
            } catch (PublishException | RegistryException e) {
                LOG.warnf("the tags of %s/%s were not read back this time: %s", registry, repository, e.getMessage());
                if (isToBlame(registry, e)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isToBlame(Registry registry, RuntimeException thrown) {
        return thrown instanceof RegistryException failed
                && places.toBlame(failed, List.of(new RegistryPlace(registry))).isPresent();
    }

    private boolean isSick(Registry registry) {
        return places.among(List.of(new RegistryPlace(registry)), null).isPresent();
    }

    /** What was repaired after the lock was lost may be a publication's by now: it is read back once more. */
    private void checkAgainIfLost(RepositoryReference repository, DriftConfig.Rule rule) {
        try {
            check(repository, rule);
        } catch (PublishException e) {
            if (!e.report().is(FailureKinds.LOCK_LOST)) {
                throw e;
            }
            check(repository, rule);
        }
    }

    private void check(RepositoryReference repository, DriftConfig.Rule rule) {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            List<Expected> published = settled(repository).stream()
                    .map(tag -> Expected.in(repository.registry(), tag))
                    .toList();
            Map<ImageReference, Descriptor> now =
                    tags.read(published.stream().map(Expected::tag).toList());
            published.forEach(expected -> {
                Descriptor found = now.get(expected.tag());
                compare(expected, found == null ? null : found.digest(), rule, held);
            });
        }
    }

    private List<HeldTag> settled(RepositoryReference repository) {
        return repository.registry().equals(registries.first())
                ? tagging.settled(repository)
                : mirrors.settled(repository.registry(), repository.repository());
    }

    private void compare(Expected expected, Digest found, DriftConfig.Rule rule, RepositoryLock.Held held) {
        ledger.note(expected, found)
                .ifPresent(drift -> LOG.warnf(
                        "drift: %s is %s in the registry, but was published as %s (%s); who else may write there?",
                        expected.tag(), found == null ? "missing" : found, expected.digest(), expected.image()));
        if (rule == DriftConfig.Rule.REPAIR && !expected.digest().equals(found)) {
            held.check();
            repair(expected);
            held.check();
        }
    }

    /**
     * Only to what may be published today; where that is gone from the registry, a rebuild has to bring it back. A
     * registry that is away is waited for.
     */
    private void repair(Expected expected) {
        try {
            standing.check(expected.image(), expected.digest());
            tags.point(expected.tag(), expected.digest());
            ledger.repaired(expected);
            LOG.infof("drift: set %s to %s again", expected.tag(), expected.digest());
        } catch (RegistryException | PublishException e) {
            if (isToBlame(expected.tag().registry(), e)) {
                throw e;
            }
            LOG.warnf("drift: %s was not set again, rebuild %s: %s", expected.tag(), expected.image(), e.getMessage());
        }
    }
}
