package dev.imprimatur.events;

/**
 * The kinds of failures that are asked for, or reported at more than one place. It is no list of all: a newer service
 * may report others.
 */
public final class FailureKinds {
    /** The service that did it ended in the middle, or is stopped. */
    public static final String INTERRUPTED = "interrupted";

    /** Nothing failed: the rebuild was cancelled. */
    public static final String CANCELLED = "cancelled";

    /** Nothing failed: a newer rebuild, or a later publication, does it instead. */
    public static final String SUPERSEDED = "superseded";

    /** What is to be reported is more than an event takes. */
    public static final String EVENT_TOO_LARGE = "event-too-large";

    /** What a test asks for was not so. */
    public static final String TEST_FAILED = "test-failed";

    /** A test is written wrongly. */
    public static final String TEST_INVALID = "test-invalid";

    /** A test took too long. */
    public static final String TEST_TIMED_OUT = "test-timed-out";

    /** The renderer's signed order is missing, or is about something else. */
    public static final String ORDER_REFUSED = "order-refused";

    /** No tester approved the digest. */
    public static final String NOT_APPROVED = "not-approved";

    /** A verdict without a signature. */
    public static final String VERDICT_NOT_SIGNED = "verdict-not-signed";

    /** The signed verdict is about something else than its event. */
    public static final String VERDICT_MISMATCH = "verdict-mismatch";

    /** A verdict that is too old to be used. */
    public static final String VERDICT_EXPIRED = "verdict-expired";

    /** A verdict from a later time than now. */
    public static final String VERDICT_OF_THE_FUTURE = "verdict-of-the-future";

    /** The digest must not be published. */
    public static final String BLOCKED = "blocked";

    /** The publisher lost the lock on the repository that it was writing to. */
    public static final String LOCK_LOST = "lock-lost";

    /** The service's own database failed. */
    public static final String DATABASE_ERROR = "database-error";

    /** The key that the service signs with cannot be read. */
    public static final String KEY_UNREADABLE = "key-unreadable";

    /** The registry of a copy is no mirror of the publisher that took it up. */
    public static final String NO_MIRROR = "no-mirror";

    /** Another publication held the repository for too long. It says nothing about the image. */
    public static final String REPOSITORY_BUSY = "repository-busy";

    /** A tag that was set points elsewhere when it is read back. */
    public static final String READ_BACK_DIFFERS = "read-back-differs";

    /** Another digest has the number of the revision. */
    public static final String REVISION_TAKEN = "revision-taken";

    /** Another image has the tag, and does not give it away. */
    public static final String TAG_TAKEN = "tag-taken";

    /** A registry does not take the evidence of an image, or it cannot be had. */
    public static final String EVIDENCE_REFUSED = "evidence-refused";

    /** A registry answers what its protocol does not allow. */
    public static final String UNEXPECTED_ANSWER = "unexpected-answer";

    /** A request to roll back names no published image. */
    public static final String UNKNOWN_IMAGE = "unknown-image";

    /** A request to roll back names no revision that can be gone back to. */
    public static final String UNKNOWN_REVISION = "unknown-revision";

    /** A family could not be planned, so a rebuild of all is incomplete. */
    public static final String FAMILY_LEFT_OUT = "family-left-out";

    /** What went wrong has no kind of its own. */
    public static final String UNKNOWN = "unknown";

    private FailureKinds() {}
}
