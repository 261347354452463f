package dev.imprimatur.publisher.drift;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
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
import org.jboss.logging.Logger;

/**
 * Reads every published tag back, a repository at a time and under its lock, so that no publication moves tags
 * meanwhile.
 */
@ApplicationScoped
class DriftCheck {
    private static final Logger LOG = Logger.getLogger(DriftCheck.class);

    @Inject
    DriftConfig config;

    @Inject
    DriftLedger ledger;

    @Inject
    RepositoryLock lock;

    @Inject
    Tagging tagging;

    @Inject
    TagWriter tags;

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

    void check(DriftConfig.Rule rule) {
        for (RepositoryReference repository : tagging.repositories()) {
            if (stopping) {
                return;
            }
            try {
                check(repository, rule);
            } catch (PublishException | RegistryException e) {
                LOG.warnf("the tags of %s were not read back this time: %s", repository, e.getMessage());
            }
        }
    }

    private void check(RepositoryReference repository, DriftConfig.Rule rule) {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            Map<ImageReference, HeldTag> published = tagging.settled(repository);
            Map<ImageReference, Descriptor> now = tags.read(List.copyOf(published.keySet()));
            published.forEach((tag, expected) -> {
                Descriptor found = now.get(tag);
                compare(tag, expected, found == null ? null : found.digest().value(), rule);
            });
        }
    }

    private void compare(ImageReference tag, HeldTag expected, String found, DriftConfig.Rule rule) {
        ledger.note(expected, found)
                .ifPresent(drift -> LOG.warnf(
                        "drift: %s is %s in the registry, but was published as %s (%s); who else may write there?",
                        tag, found == null ? "missing" : found, expected.digest, expected.image));
        if (rule == DriftConfig.Rule.REPAIR && !expected.digest.equals(found)) {
            repair(tag, expected);
        }
    }

    /** Only to what was approved and published; where that is gone from the registry, a rebuild has to bring it back. */
    private void repair(ImageReference tag, HeldTag expected) {
        try {
            tags.point(tag, new Digest(expected.digest));
            ledger.repaired(expected);
            LOG.infof("drift: set %s to %s again", tag, expected.digest);
        } catch (RegistryException e) {
            LOG.warnf("drift: %s was not set again, rebuild %s: %s", tag, expected.image, e.getMessage());
        }
    }
}
