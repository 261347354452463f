package dev.imprimatur.publisher.revision;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagWriter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes old revisions from production and its mirrors, with what refers to them. A digest that any other tag names
 * stays, whoever set that tag.
 */
@ApplicationScoped
public class RevisionRetention {
    private static final Logger LOG = Logger.getLogger(RevisionRetention.class);

    @Inject
    RevisionConfig config;

    @Inject
    OldRevisions revisions;

    @Inject
    RepositoryLock lock;

    @Inject
    RegistryClient registries;

    @Inject
    TagWriter tags;

    private volatile boolean stopping;

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(
            every = "${imprimatur.revisions.clean-up-interval:1h}",
            delayed = "2m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void clear() {
        config.keep().ifPresent(keep -> clear(keep, Instant.now().minus(config.keepFor())));
    }

    /** Removes what was published before then, but for the newest of each image. */
    public void clear(int keep, Instant then) {
        long after = 0;
        for (List<Revision> page = revisions.before(then, keep, after);
                !page.isEmpty();
                page = revisions.before(then, keep, after)) {
            for (Revision revision : page) {
                after = revision.id;
                if (stopping || !goesOn(revision)) {
                    return;
                }
            }
        }
    }

    /** One that cannot be removed does not keep the others; a registry that does nothing at present does. */
    private boolean goesOn(Revision revision) {
        try {
            remove(revision);
        } catch (PublishException e) {
            LOG.warnf("revision %d of %s was not removed: %s", revision.number, revision.image, e.getMessage());
        } catch (RegistryException e) {
            LOG.warnf("revision %d of %s stays for now: %s", revision.number, revision.image, e.getMessage());
            return !e.temporary();
        }
        return true;
    }

    private void remove(Revision revision) {
        List<ImageReference> own = revisions.tags(revision);
        List<RepositoryReference> repositories = revisions.repositories(revision);
        try (RepositoryLock.Held held = lock.hold(repositories)) {
            if (revisions.isNeeded(revision)) {
                return;
            }
            List<ImageReference> others = repositories.stream()
                    .flatMap(repository -> tags.naming(revision.digest(), repository).stream())
                    .filter(tag -> !own.contains(tag))
                    .toList();
            if (!others.isEmpty()) {
                LOG.infof("revision %d of %s stays: %s name it", revision.number, revision.image, others);
                return;
            }
            for (RepositoryReference repository : repositories) {
                registries.detach(repository, revision.digest());
                registries.deleteManifest(repository.at(revision.digest()));
            }
            revisions.retire(revision, own);
        }
        LOG.infof("removed revision %d of %s (%s): %s", revision.number, revision.image, revision.digest, own);
    }
}
