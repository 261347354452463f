package dev.imprimatur.console.page.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.fleet.Cause;
import dev.imprimatur.console.page.fleet.Dependants;
import dev.imprimatur.console.page.fleet.FleetImage;
import dev.imprimatur.console.page.fleet.HeldTags;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.TagPeriods;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.console.why.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Puts together what the page of an image shows. */
@ApplicationScoped
class ImageDetails {
    private static final int PACKAGES = 50;
    private static final int REVISIONS = 20;

    @Inject
    Verdicts verdicts;

    @Inject
    Comparisons comparisons;

    @Inject
    Dependants dependants;

    @Inject
    HeldTags heldTags;

    @Inject
    TagHistories histories;

    /** All of it, and how it differs from another revision, if one is named. */
    ImageDetail of(FleetImage image, String compared, TagPeriods.Answer periods) {
        ImageRun published = image.publishedRun == null ? null : ImageRun.findById(image.publishedRun);
        ImageRun newest = ImageRun.findById(image.runId);
        ImageRun told = published == null ? newest : published;
        Story story = Story.of(told);
        List<String> tags = heldTags.of(image);
        List<ImageDetail.Revision> revisions = revisions(image);
        return ImageDetailBuilder.builder()
                .image(image.image)
                .digest(image.digest)
                .revision(image.revision == null ? null : "r" + image.revision)
                .publishedAt(image.publishedAt)
                .platform(story.platform())
                .endOfLife(image.endOfLife)
                .verdict(verdicts.of(image, published, tags, passed(story.tests()), story.signer()))
                .trouble(image.stage == RunState.FAILED ? trouble(image, newest) : null)
                .change(change(story.change()))
                .comparison(
                        compared == null
                                ? null
                                : comparisons.with(image, compared, revisions).orElse(null))
                .steps(Steps.of(told, story))
                .storyOf(told.rebuildId)
                .tags(tags)
                .dependants(dependants.of(image.digest))
                .pulls(pulls(published, tags))
                .verify(tags.isEmpty() ? null : "./imprimatur verify " + Words.quoted(tags.getFirst()))
                .revisions(revisions)
                .history(histories.of(image.image, periods))
                .made(made(story))
                .dockerfile(story.dockerfile())
                .build();
    }

    private static long passed(JsonNode tests) {
        return tests == null
                ? 0
                : StreamSupport.stream(tests.spliterator(), false)
                        .filter(test -> "passed".equals(test.path("outcome").asText()))
                        .count();
    }

    private static ImageDetail.Trouble trouble(FleetImage image, ImageRun newest) {
        return ImageDetailTroubleBuilder.builder()
                .words(image.failures > 1 ? "still failing, " + Words.count(image.failures, "time") : "newly failing")
                .since(image.failingSince)
                .stage(image.failedStage)
                .message(newest.failure == null ? "" : newest.failure.message())
                .output(newest.failure == null ? List.of() : Cause.end(newest.failure.output()))
                .log(Cause.log(newest))
                .root(image.root)
                .again(image.root == null ? image.image : image.root)
                .command("./imprimatur rebuild --select " + Words.quoted(image.root == null ? image.image : image.root))
                .build();
    }

    private static ImageDetail.Change change(JsonNode change) {
        if (change == null) {
            return null;
        }
        List<String> reasons = StreamSupport.stream(change.path("reasons").spliterator(), false)
                .map(reason -> reason.path("kind").asText()
                        + (reason.hasNonNull("detail")
                                ? ": " + reason.path("detail").asText()
                                : ""))
                .toList();
        JsonNode packages = change.path("packages");
        List<ImageDetail.Package> first = StreamSupport.stream(packages.spliterator(), false)
                .limit(PACKAGES)
                .map(one -> new ImageDetail.Package(
                        one.path("name").asText(), versions(one.path("from")), versions(one.path("to"))))
                .toList();
        return new ImageDetail.Change(
                reasons,
                first,
                packages.size() - first.size() + change.path("morePackages").asLong());
    }

    private static String versions(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    /** By digest first, since that never moves: in each repository that it was published to. */
    private static List<String> pulls(ImageRun published, List<String> tags) {
        if (published == null) {
            return List.of();
        }
        Set<String> pulls = new LinkedHashSet<>();
        for (String tag : published.tags) {
            pulls.add(tag.substring(0, tag.lastIndexOf(':')) + "@" + published.digest);
        }
        pulls.addAll(tags);
        return List.copyOf(pulls);
    }

    private static List<ImageDetail.Revision> revisions(FleetImage image) {
        List<ImageRun> runs = ImageRun.<ImageRun>find(
                        "image = ?1 and stage = ?2 order by publishedAt desc, id desc", image.image, RunState.PUBLISHED)
                .page(0, REVISIONS)
                .list();
        return runs.stream()
                .map(run -> {
                    boolean current = run.id.equals(image.publishedRun);
                    return new ImageDetail.Revision(
                            run.revision == null ? "–" : "r" + run.revision,
                            run.digest,
                            run.publishedAt,
                            run.reason,
                            run.rebuildId,
                            current,
                            current || run.revision == null
                                    ? null
                                    : "./imprimatur rollback " + Words.quoted(image.image) + " --to r" + run.revision);
                })
                .toList();
    }

    private static List<ImageDetail.Part> made(Story story) {
        List<ImageDetail.Part> made = new ArrayList<>();
        if (story.buildId() != null) {
            made.add(new ImageDetail.Part("build", Words.shortened(story.buildId())));
        }
        if (story.bases() != null) {
            story.bases().forEach(base -> made.add(new ImageDetail.Part("base", base.asText())));
        }
        if (story.signer() != null) {
            made.add(new ImageDetail.Part("approved by key", Words.shortened(story.signer())));
        }
        if (story.run().imageId() != null) {
            made.add(new ImageDetail.Part(
                    "engine's id", Words.shortened(story.run().imageId())));
        }
        return made;
    }
}
