package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.publisher.mirror.CopiedPublications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Tells mirrors of publications. */
@ApplicationScoped
class MirroredPublications implements CopiedPublications {

    @Override
    @Transactional
    public TestCompleted verdict(String publicationId) {
        return Publication.<Publication>findById(publicationId).tested();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<RebuildId> announced(String publicationId) {
        Publication publication = Publication.findById(publicationId, LockModeType.PESSIMISTIC_WRITE);
        return publication.state == Publication.State.PUBLISHED ? Optional.of(publication.rebuildId) : Optional.empty();
    }
}
