package dev.imprimatur.publisher.block;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A digest that is not to be published again, until an operator unblocks it. */
@Entity
@Table(name = "blocked_digest")
public class BlockedDigest extends PanacheEntityBase {
    /** The digest that must not be published. */
    @Id
    public String digest;

    /** The image that it was, or null. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /** What was given as the reason, or null. */
    public String reason;

    /** Who blocked it, or null. */
    @Column(name = "blocked_by")
    public String blockedBy;

    /** When it was blocked. */
    @Column(name = "blocked_at")
    public Instant blockedAt;

    /** The rollback that leaves it, until it is known how that ends; null if the block stands by itself. */
    @Column(name = "rollback_id")
    public String rollbackId;

    /** Blocks a digest as part of the current transaction; one that is blocked already keeps who and why. */
    public static void block(Digest digest, ImageKey image, String reason, String blockedBy) {
        block(digest, image, reason, blockedBy, null);
        keep(digest);
    }

    /** Blocks it until it is known how this rollback ends; waits for a rollback that is just lifting the block. */
    public static void block(Digest digest, ImageKey image, String reason, String blockedBy, String rollbackId) {
        if (findById(digest.value(), LockModeType.PESSIMISTIC_WRITE) == null) {
            BlockedDigest blocked = new BlockedDigest();
            blocked.digest = digest.value();
            blocked.image = image;
            blocked.reason = reason;
            blocked.blockedBy = blockedBy;
            blocked.blockedAt = SharedClock.now();
            blocked.rollbackId = rollbackId;
            blocked.persist();
        }
    }

    /** The tags left it: the block stands, unless it was unblocked meanwhile. */
    public static void keep(Digest digest) {
        BlockedDigest blocked = findById(digest.value());
        if (blocked != null) {
            blocked.rollbackId = null;
        }
    }

    /** The tags left what this rollback blocked, or another publication set meanwhile: these blocks stand. */
    public static void keepAll(String rollbackId) {
        update("rollbackId = null where rollbackId = ?1", rollbackId);
    }

    /**
     * What this rollback blocked, as long as it is not known how that ends. The rows are locked: a rollback that is
     * just taken up, and relies on one of these blocks, is known afterwards.
     */
    public static List<Digest> of(String rollbackId) {
        return BlockedDigest.<BlockedDigest>find("rollbackId = ?1 order by digest", rollbackId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .stream()
                .map(blocked -> new Digest(blocked.digest))
                .toList();
    }

    /** This rollback relies on the block too and owns it from now on: one that ends earlier no longer lifts it. */
    public static void takeOver(Digest digest, String rollbackId) {
        update("rollbackId = ?1 where digest = ?2 and rollbackId is not null", rollbackId, digest.value());
    }

    /** The tags did not leave it, and another rollback is about to. */
    public static void handOver(Digest digest, String rollbackId, String otherId) {
        update("rollbackId = ?1 where digest = ?2 and rollbackId = ?3", otherId, digest.value(), rollbackId);
    }

    static boolean lift(Digest digest) {
        return delete("digest = ?1", digest.value()) > 0;
    }

    static boolean release(Digest digest, String rollbackId) {
        return delete("digest = ?1 and rollbackId = ?2", digest.value(), rollbackId) > 0;
    }
}
