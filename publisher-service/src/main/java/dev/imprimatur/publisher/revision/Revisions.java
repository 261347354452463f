package dev.imprimatur.publisher.revision;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/** Gives revisions their numbers. */
@ApplicationScoped
public class Revisions {

    /** Whether no revision of the image is known. */
    @Transactional
    public boolean none(ImageKey image) {
        return Revision.count("image", image.toString()) == 0;
    }

    /**
     * Gives a number to what the verdict approves, higher than all that were given; the same digest keeps its own.
     *
     * @param digest what the verdict approves, or what was published before and stays in its stead
     * @param above the highest number that is taken in the registry; counts only where this database knows none
     */
    @Transactional
    public int reserve(TestCompleted tested, Digest digest, int above) {
        ImageKey image = tested.candidate().image();
        Optional<Revision> known = Revision.of(image, digest);
        if (known.isPresent()) {
            return known.get().number;
        }
        int highest = Revision.of(image).stream()
                .mapToInt(revision -> revision.number)
                .max()
                .orElse(above);
        Revision revision = new Revision();
        revision.image = image.toString();
        revision.number = highest + 1;
        revision.digest = digest.value();
        revision.tested = json(tested);
        revision.state = Revision.State.RESERVED;
        revision.reservedAt = Instant.now();
        revision.persist();
        return revision.number;
    }

    /** Notes, as part of the current transaction, that the digest is published. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void published(ImageKey image, Digest digest) {
        Revision.of(image, digest).ifPresent(revision -> {
            revision.state = Revision.State.PUBLISHED;
            revision.retiredAt = null;
            revision.publishedAt = revision.publishedAt == null ? Instant.now() : revision.publishedAt;
        });
    }

    private static String json(TestCompleted tested) {
        try {
            return EventJson.MAPPER.writeValueAsString(tested);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verdict was JSON when it came", e);
        }
    }
}
