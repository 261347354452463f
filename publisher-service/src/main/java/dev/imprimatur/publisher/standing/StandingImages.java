package dev.imprimatur.publisher.standing;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import dev.imprimatur.publisher.approval.Decision;
import dev.imprimatur.publisher.approval.Gate;
import dev.imprimatur.publisher.approval.SignedVerdicts;
import dev.imprimatur.publisher.block.Blocks;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.CandidateTags;
import dev.imprimatur.publisher.tag.TagWriter;
import dev.imprimatur.publisher.tag.Tagging;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the published image with the same content as what a verdict approves, whenever either was built. */
@ApplicationScoped
public class StandingImages {
    @Inject
    PublisherConfig config;

    @Inject
    TagWriter tags;

    @Inject
    Tagging tagging;

    @Inject
    CandidateTags wanted;

    @Inject
    Gate gate;

    @Inject
    SignedVerdicts verdicts;

    @Inject
    Blocks blocks;

    @Inject
    RegistryClient registries;

    /**
     * The image that production retains in place of what was tested, if so. A publication that has a journal keeps its
     * decision, unless the retained image is blocked or not approved any more.
     */
    public Optional<ImageReference> retained(String publicationId, TestCompleted tested) {
        return tagging.journal(publicationId).stream()
                .findFirst()
                .map(first -> Optional.of(ImageReference.of(
                                config.production(), first.reference().repository(), first.to()))
                        .filter(image -> QuarkusTransaction.requiringNew()
                                .call(() -> mayStay(image.digest(), tested).isPresent())))
                .orElseGet(() -> find(tested))
                .filter(image -> !image.digest().equals(tested.staged().digest()));
    }

    /**
     * The image in production that the pinned tags name, if it has the same content as what was tested, the verdict on
     * it would be believed today too, and every repository has it.
     */
    private Optional<ImageReference> find(TestCompleted tested) {
        if (tested.content() == null) {
            return Optional.empty();
        }
        return pinned(tested.candidate())
                .filter(current -> QuarkusTransaction.requiringNew().call(() -> isSame(current.digest(), tested)))
                .filter(current -> wanted.repositories(tested.candidate()).stream()
                        .allMatch(repository ->
                                registries.head(repository.at(current.digest())).isPresent()));
    }

    /**
     * Checks that a published digest of this image may be published today too.
     *
     * @throws PublishException if it is blocked or not approved any more
     */
    @Transactional(dontRollbackOn = PublishException.class)
    public void check(ImageKey image, Digest digest) {
        blocks.refused(digest).ifPresent(why -> {
            throw PublishException.of(why);
        });
        TestCompleted verdict = Revision.of(image, digest)
                .map(Revision::tested)
                .filter(tested -> tested.staged().digest().equals(digest))
                .orElseThrow(() -> PublishException.refused(
                        FailureKinds.NOT_APPROVED, "no verdict on " + digest + " of " + image + " is known"));
        gate.decide(digest, verdict).orThrow();
    }

    /** The one image that all pinned tags name now. */
    private Optional<ImageReference> pinned(Candidate candidate) {
        List<ImageReference> pinned = candidate.pinned().stream()
                .map(tag -> tag.in(config.production()))
                .distinct()
                .toList();
        Map<ImageReference, Descriptor> now = tags.read(pinned);
        Set<Digest> digests = now.values().stream().map(Descriptor::digest).collect(Collectors.toSet());
        return now.size() == pinned.size() && digests.size() == 1
                ? Optional.of(RepositoryReference.of(pinned.getFirst())
                        .at(digests.iterator().next()))
                : Optional.empty();
    }

    private boolean isSame(Digest current, TestCompleted tested) {
        return mayStay(current, tested)
                .filter(former -> tested.content().equals(former.content()))
                .filter(former ->
                        former.candidate().platform().equals(tested.candidate().platform()))
                .isPresent();
    }

    /**
     * The verdict on the published image, if it may still be published, and users believe the verdict too: they do not
     * know that it came before its key was distrusted, or expired.
     */
    private Optional<TestCompleted> mayStay(Digest current, TestCompleted tested) {
        return Revision.of(tested.candidate().image(), current)
                .filter(revision -> revision.state == Revision.State.PUBLISHED)
                .map(Revision::tested)
                .filter(former -> former.staged().digest().equals(current))
                .filter(former -> gate.decide(current, former) instanceof Decision.Approved)
                .filter(verdicts::convinceAll);
    }
}
