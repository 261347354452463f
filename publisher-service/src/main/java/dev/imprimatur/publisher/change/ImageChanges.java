package dev.imprimatur.publisher.change;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.Cause;
import dev.imprimatur.events.ImageChange;
import dev.imprimatur.events.PackageChange;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.evidence.PackageLists;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import dev.imprimatur.sbom.PackageDifference;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Says why an image changed, and which packages differ, by the signed lists beside both images. */
@ApplicationScoped
public class ImageChanges {
    private static final Logger LOG = Logger.getLogger(ImageChanges.class);

    @Inject
    PackageLists lists;

    /**
     * What the publication of this image changes. If the lists cannot be had now, it is published all the same, and
     * nothing is reported about packages.
     *
     * @param tested the verdict that lets it pass
     * @param changes how its tags move
     * @param repository where it lies in production, with its evidence
     * @param reasons why
     */
    public ImageChange of(
            TestCompleted tested, List<TagChange> changes, RepositoryReference repository, List<Cause> reasons) {
        Digest since = changes.stream()
                .filter(change -> change.role() == TagRole.PINNED && change.from() != null)
                .map(TagChange::from)
                .findFirst()
                .orElse(null);
        return ImageChange.of(reasons, since, since == null ? null : packages(tested, since, repository));
    }

    private List<PackageChange> packages(TestCompleted tested, Digest since, RepositoryReference repository) {
        try {
            return QuarkusTransaction.requiringNew()
                    .call(() -> Revision.of(tested.candidate().image(), since).map(Revision::tested))
                    .flatMap(former -> lists.of(former, repository))
                    .flatMap(before -> lists.of(tested, repository)
                            .map(now -> PackageDifference.between(before, now).stream()
                                    .map(each -> new PackageChange(
                                            each.change(),
                                            each.name(),
                                            List.copyOf(each.from()),
                                            List.copyOf(each.to())))
                                    .toList()))
                    .orElse(null);
        } catch (RegistryException | AttestationException e) {
            LOG.warnf(
                    "which packages of %s differ from %s is not known: %s",
                    tested.candidate().image(), since, e.getMessage());
            return null;
        }
    }
}
