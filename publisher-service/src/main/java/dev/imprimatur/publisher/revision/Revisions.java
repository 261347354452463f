package dev.imprimatur.publisher.revision;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Gives revisions their numbers. */
@ApplicationScoped
public class Revisions {

    /** Whether no revision of the image is known. */
    @Transactional
    public boolean none(ImageKey image) {
        return Revision.count("image", image) == 0;
    }

    /**
     * Gives a number to what the verdict approves, higher than all that were given; the same digest keeps its own.
     *
     * @param digest what the verdict approves, or what was published before and stays in its place
     * @param above the highest number that is taken in the registry; counts only where this database knows none
     */
    @Transactional
    public int reserve(TestCompleted tested, Digest digest, int above) {
        ImageKey image = tested.candidate().image();
        Optional<Revision> known = Revision.of(image, digest);
        if (known.isPresent()) {
            return known.get().number;
        }
        Revision revision =
                Revision.reserved(tested, digest, Revision.highest(image).orElse(above) + 1);
        revision.persist();
        return revision.number;
    }

    /**
     * Gives another number to this digest, since its own names something else in the registry: the database that gave
     * it had forgotten that.
     *
     * @param above the highest number that is taken in the registry
     */
    @Transactional
    public int renumber(ImageKey image, Digest digest, int above) {
        Revision revision = Revision.of(image, digest).orElseThrow();
        revision.number = Math.max(above, Revision.highest(image).orElseThrow()) + 1;
        return revision.number;
    }

    /** Whether the image of this digest was last said to be supported until another day than the candidate says. */
    @Transactional
    public boolean saysOtherwise(Candidate candidate, Digest digest) {
        return candidate.endOfLife() != null
                && Revision.of(candidate.image(), digest)
                        .filter(revision -> !candidate.endOfLife().equals(revision.endOfLife()))
                        .isPresent();
    }

    /** Notes that the image of this digest is said to be supported until the candidate's day. */
    @Transactional
    public void restated(Candidate candidate, Digest digest) {
        Revision.of(candidate.image(), digest)
                .ifPresent(revision -> revision.restatedEndOfLife = candidate.endOfLife());
    }

    /** Notes, as part of the current transaction, that the digest is published. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void published(ImageKey image, Digest digest) {
        Revision.of(image, digest).ifPresent(revision -> {
            revision.state = Revision.State.PUBLISHED;
            revision.retiredAt = null;
            revision.publishedAt = revision.publishedAt == null ? SharedClock.now() : revision.publishedAt;
        });
    }
}
