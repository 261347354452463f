package dev.imprimatur.publisher.retention;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.RevisionConfig;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagWriter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Removes old revisions from production and its mirrors, with what refers to them. A digest that any other tag names
 * stays, however that tag was set.
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
        config.keep().ifPresent(keep -> clear(keep, SharedClock.earliest().minus(config.keepFor())));
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
            List<ImageReference> naming = repositories.stream()
                    .flatMap(repository -> tags.naming(revision.digest, repository).stream())
                    .toList();
            requireWhole(naming, own, revision);
            List<ImageReference> others =
                    naming.stream().filter(tag -> !own.contains(tag)).toList();
            if (!others.isEmpty()) {
                LOG.infof("revision %d of %s stays: %s name it", revision.number, revision.image, others);
                return;
            }
            // The image first: where that is refused it keeps its evidence, and production, which is last, keeps both.
            for (RepositoryReference repository : repositories) {
                // Reading all tags may have taken minutes.
                held.check();
                if (revisions.isNeeded(revision)) {
                    return;
                }
                registries.deleteManifest(repository.at(revision.digest));
                registries.detach(repository, revision.digest);
            }
            revisions.retire(revision, own);
        }
        LOG.infof("removed revision %d of %s (%s): %s", revision.number, revision.image, revision.digest, own);
    }

    /**
     * A list of tags that lacks one that is known to be there may lack those of other people too.
     *
     * @throws PublishException if it does
     */
    private void requireWhole(List<ImageReference> naming, List<ImageReference> own, Revision revision) {
        Map<ImageReference, Descriptor> now = tags.read(own);
        List<ImageReference> missing = own.stream()
                .filter(tag -> now.containsKey(tag) && now.get(tag).digest().equals(revision.digest))
                .filter(tag -> !naming.contains(tag))
                .toList();
        if (!missing.isEmpty()) {
            throw PublishException.refused(
                    FailureKinds.UNEXPECTED_ANSWER,
                    "the registry's list of tags lacks " + missing + ", which are there; is there a proxy before it?");
        }
    }
}
