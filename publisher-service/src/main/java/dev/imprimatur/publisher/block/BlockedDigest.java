package dev.imprimatur.publisher.block;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.oci.Digest;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A digest that is not to be published again, until somebody unblocks it. */
@Entity
@Table(name = "blocked_digest")
public class BlockedDigest extends PanacheEntityBase {
    /** Which. */
    @Id
    public String digest;

    /** The image that it was, or null. */
    public String image;

    /** Why, or null. */
    public String reason;

    /** Who blocked it, or null. */
    @Column(name = "blocked_by")
    public String blockedBy;

    /** When. */
    @Column(name = "blocked_at")
    public Instant blockedAt;

    /** Blocks a digest as part of the current transaction; one that is blocked already keeps who and why. */
    public static void block(Digest digest, ImageKey image, String reason, String blockedBy) {
        if (findById(digest.value()) == null) {
            BlockedDigest blocked = new BlockedDigest();
            blocked.digest = digest.value();
            blocked.image = image == null ? null : image.toString();
            blocked.reason = reason;
            blocked.blockedBy = blockedBy;
            blocked.blockedAt = Instant.now();
            blocked.persist();
        }
    }
}
