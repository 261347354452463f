package dev.imprimatur.publisher.rollback;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.column.KnownForm;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.publication.Leaving;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.CandidateTags;
import dev.imprimatur.publisher.tag.HeldTag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a rollback means by what its request says. Works in the current transaction and changes nothing. */
@ApplicationScoped
class RollbackTargets {
    private static final Pattern DIGEST = Pattern.compile("(?:.*@)?(sha256:[a-f0-9]{64})");
    private static final Pattern NUMBER = Pattern.compile("(?:r|(?<tag>.*-r))?(?<number>[0-9]{1,9})");

    @Inject
    Gate gate;

    @Inject
    CandidateTags wanted;

    /** @throws PublishException if there is nothing to go back to, or it may not be published */
    RollbackTarget find(RollbackRequested request) {
        ImageKey image = image(request.reference());
        HeldTag current = HeldTag.newest(image).orElseThrow(() -> without(image));
        Digest leaves = current.digest;
        Leaving.check(request, image, leaves);
        Revision target = request.to() == null ? former(image, leaves) : named(image, request.to());
        if (target.digest.equals(leaves)) {
            throw PublishException.refused(
                    "already-there", image + " is at revision " + target.number + " (" + leaves + ") already");
        }
        if (target.state != Revision.State.PUBLISHED) {
            throw PublishException.refused(
                    FailureKinds.UNKNOWN_REVISION,
                    "revision " + target.number + " of " + image + " was "
                            + (target.state == Revision.State.RETIRED ? "removed from the registry" : "never published")
                            + "; imprimatur history " + image + " lists revisions");
        }
        gate.decide(target.digest, target.tested()).orThrow();
        return new RollbackTarget(image, leaves, target);
    }

    /**
     * An image without a tag cannot go back.
     *
     * @throws PublishException if other images took its tags: that says which
     */
    private PublishException without(ImageKey image) {
        Revision.published(image, Integer.MAX_VALUE).stream()
                .findFirst()
                .ifPresent(revision -> wanted.back(revision.tested().candidate()));
        return PublishException.refused(
                FailureKinds.UNKNOWN_IMAGE, image + " has no tag, so there is nothing to roll back");
    }

    private static ImageKey image(String reference) {
        return key(reference)
                .or(() -> byDigest(reference))
                .or(() -> byTag(reference))
                .orElseThrow(() -> PublishException.refused(
                        FailureKinds.UNKNOWN_IMAGE,
                        "'" + reference + "' names no published image; imprimatur images lists them"));
    }

    private static Optional<ImageKey> key(String reference) {
        return KnownForm.of(reference, ImageKey::parse).filter(image -> HeldTag.count("image", image) > 0);
    }

    private static Optional<ImageKey> byDigest(String reference) {
        Matcher digest = DIGEST.matcher(reference);
        return digest.matches()
                ? Revision.<Revision>find("digest = ?1 order by id desc", new Digest(digest.group(1)))
                        .firstResultOptional()
                        .map(revision -> revision.image)
                : Optional.empty();
    }

    private static Optional<ImageKey> byTag(String reference) {
        return HeldTag.<HeldTag>find(
                        "reference = ?1 or substring(reference, locate('/', reference) + 1) = ?1", reference)
                .firstResultOptional()
                .map(tag -> tag.image);
    }

    /** The newest approved revision that is older than the current one. */
    private Revision former(ImageKey image, Digest current) {
        int below = Revision.of(image, current).map(revision -> revision.number).orElse(Integer.MAX_VALUE);
        return Revision.published(image, below).stream()
                .filter(this::mayBePublished)
                .findFirst()
                .orElseThrow(() -> PublishException.refused(
                        "no-earlier-revision",
                        image + " has no earlier approved revision that is not blocked; to give its moving tags to a"
                                + " lower version, take " + image.version() + " out of the catalogue, then rebuild the"
                                + " lower one: imprimatur rebuild --select " + image.family() + "/VERSION/"
                                + image.variant() + " --allow backward"));
    }

    private boolean mayBePublished(Revision revision) {
        return gate.decide(revision.digest, revision.tested()) instanceof Decision.Approved;
    }

    private static Revision named(ImageKey image, String to) {
        return find(image, to)
                .orElseThrow(() -> PublishException.refused(
                        FailureKinds.UNKNOWN_REVISION,
                        "'" + to + "' is no revision of " + image + "; imprimatur history " + image
                                + " lists revisions"));
    }

    private static Optional<Revision> find(ImageKey image, String to) {
        Matcher digest = DIGEST.matcher(to);
        if (digest.matches()) {
            return Revision.of(image, new Digest(digest.group(1)));
        }
        Matcher number = NUMBER.matcher(to);
        if (!number.matches()) {
            return Optional.empty();
        }
        return Revision.of(image, Integer.parseInt(number.group("number")))
                .filter(revision -> number.group("tag") == null || isTag(revision, to));
    }

    private static boolean isTag(Revision revision, String to) {
        return revision.tested().candidate().pinned().stream()
                .map(pinned -> Revision.tag(pinned, revision.number))
                .anyMatch(tag -> to.equals(tag.name()) || to.equals(tag.toString()) || to.endsWith("/" + tag));
    }
}
