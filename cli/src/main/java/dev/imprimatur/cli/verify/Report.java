package dev.imprimatur.cli.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.cli.verify.Finding.Outcome;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result of a verification.
 *
 * @param reference what was to be verified
 * @param digest what it names now, or null if that could not be found out
 * @param verified whether it is to be trusted
 * @param reason why not, or null
 * @param evidence what lies beside it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(String reference, String digest, boolean verified, String reason, List<Finding> evidence) {
    private static final String REVISION = "-r[0-9]+";

    /** There is nothing to look at. */
    static Report without(ImageReference reference, Digest digest, String reason) {
        return new Report(reference.toString(), digest == null ? null : digest.value(), false, reason, List.of());
    }

    /**
     * Trusted is what a trusted key says has passed its tests, if nothing is beside it that bears a trusted key's name
     * wrongly, and if the publisher signed that the tag under which it was found names it, and not later that the tag
     * went to another image. What the verdict approves is a plan, and counts where no publisher can have said what
     * became of it: without a publisher's key, and for an image from before publishers said anything.
     */
    static Report of(
            ImageReference reference,
            Digest digest,
            List<Finding> evidence,
            boolean anyTag,
            boolean publishersAreKnown) {
        String reason = refused(evidence)
                .or(() -> untested(evidence))
                .or(() -> anyTag ? Optional.empty() : taggedOtherwise(reference, evidence, publishersAreKnown))
                .orElse(null);
        return new Report(reference.toString(), digest.value(), reason == null, reason, evidence);
    }

    private static Optional<String> refused(List<Finding> evidence) {
        return evidence.stream()
                .filter(finding -> finding.outcome() == Outcome.REFUSED)
                .findFirst()
                .map(finding -> "the evidence " + finding.artifact() + " was refused: " + finding.says());
    }

    private static Optional<String> untested(List<Finding> evidence) {
        if (verdicts(evidence).findAny().isPresent()) {
            return Optional.empty();
        }
        String ignored = evidence.stream()
                .filter(finding -> finding.outcome() == Outcome.IGNORED)
                .map(Finding::says)
                .distinct()
                .collect(Collectors.joining("; "));
        return Optional.of("there is no test result beside it that a trusted key signed"
                + (ignored.isEmpty() ? "" : "; what there is: " + ignored));
    }

    private static Optional<String> taggedOtherwise(
            ImageReference reference, List<Finding> evidence, boolean publishersAreKnown) {
        if (reference.tag() == null) {
            return Optional.empty();
        }
        String tag = reference.repository() + ":" + reference.tag();
        List<Naming> published = namings(evidence, TagStatement.TYPE::equals);
        List<Naming> approved = namings(evidence, type -> !TagStatement.TYPE.equals(type));
        boolean isPublished = published.stream().anyMatch(naming -> naming.holder() == null);
        List<Naming> all = Stream.concat(
                        published.stream(),
                        approved.stream()
                                .filter(naming -> !isPublished && (naming.place() == 0 || !publishersAreKnown)))
                .toList();
        Optional<Naming> latest = Naming.latest(tag, all);
        if (latest.isPresent()) {
            return latest.filter(naming -> naming.holder() != null)
                    .map(naming -> "it is an approved image, but an older one: " + tag + " is " + naming.holder()
                            + " since " + naming.at() + ", says the publisher; to trust it as it is, verify it with"
                            + " --any-tag");
        }
        if (isRevision(tag, all)) {
            return Optional.empty();
        }
        return names(all).isEmpty()
                ? Optional.of(
                        "it is an approved image, but the publisher has not signed that it published it, as it does"
                                + " of each; to trust it as it is, verify it with --any-tag")
                : Optional.of("it was tested and approved, but as " + names(all) + ", not as " + tag
                        + "; if a rollback or a copy explains that, verify it with --any-tag");
    }

    private static List<Naming> namings(List<Finding> evidence, Predicate<String> type) {
        return evidence.stream()
                .filter(finding -> finding.outcome() == Outcome.VERIFIED)
                .filter(finding -> type.test(finding.predicateType()))
                .flatMap(finding -> finding.naming().stream())
                .toList();
    }

    /** Of an image from before publishers gave its number any will do. */
    private static boolean isRevision(String tag, List<Naming> all) {
        return all.stream().noneMatch(Naming::isRevision)
                && all.stream()
                        .map(Naming::tag)
                        .anyMatch(each -> tag.startsWith(each)
                                && tag.substring(each.length()).matches(REVISION));
    }

    private static String names(List<Naming> all) {
        return all.stream()
                .filter(naming -> naming.holder() == null)
                .map(Naming::tag)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Stream<Finding> verdicts(List<Finding> evidence) {
        return evidence.stream()
                .filter(finding -> finding.outcome() == Outcome.VERIFIED)
                .filter(finding -> TestResult.TYPE.equals(finding.predicateType()));
    }
}
