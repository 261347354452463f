package dev.imprimatur.cli.image;

import dev.imprimatur.cli.console.Failure;
import dev.imprimatur.cli.console.ImageRun;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.StageLog;
import dev.imprimatur.oci.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The story of one image as people read it. */
final class StoryText {
    private static final int KEY_DIGITS = 16;
    private static final int MOST_PACKAGES = 10;

    private StoryText() {}

    /** What the console knows of an image; what it does not know is null. */
    record Story(
            ImageRun run,
            Request request,
            String buildId,
            String platform,
            List<String> bases,
            String dockerfile,
            List<Attempt> buildAttempts,
            List<Attempt> testAttempts,
            List<Test> tests,
            String signer,
            List<PublishedTag> published,
            Change change,
            Confirmation confirmed,
            List<Mirror> mirrors,
            List<StageLog> logs) {}

    /** A further registry, and why it had not got the image when that was announced; null if it had. */
    record Mirror(String registry, Failure failure) {}

    /** A tag, and the digest that it had before; null if it is new. */
    record PublishedTag(String reference, String previous) {}

    /** Why it changed, and which packages did. */
    record Change(List<Cause> reasons, List<PackageChange> packages, Integer morePackages) {}

    /** What it is made from that is another. */
    record Cause(String kind, String detail) {}

    /** A package that differs. */
    record PackageChange(String change, String name, List<String> from, List<String> to) {}

    /** A later rebuild that changed nothing about it. */
    record Confirmation(String rebuildId, Instant at) {}

    /** Who asked for it. */
    record Request(String reason, String priority, String requestedBy, Instant requestedAt) {}

    /** One try. */
    record Attempt(int number, Instant startedAt, long durationMillis, Failure failure, String worker) {}

    /** One test. */
    record Test(String name, String outcome, long durationMillis, Failure failure) {}

    /** The story, without a line break at the end. */
    static String of(Story story) {
        ImageRun run = story.run();
        Request request = story.request();
        return Stream.of(
                        line("image", run.image()),
                        line("stage", run.standing()),
                        lines(
                                "failure",
                                run.failure() == null
                                        ? null
                                        : run.failure().text().stripTrailing()),
                        line("digest", run.current()),
                        line("unchanged", unchanged(story)),
                        line("image id", run.imageId()),
                        line("staged", run.staged()),
                        line("verdict", verdict(run, story.signer())),
                        list("tags", tags(story)),
                        list("mirrors", mirrors(story.mirrors())),
                        list("because", reasons(story.change())),
                        list("packages", packages(story.change())),
                        line("changes", changes(story)),
                        list("planned tags", run.tags().isEmpty() ? run.plannedTags() : List.of()),
                        line("reason", request.reason()),
                        line("requested", requested(request)),
                        line("rebuild", run.rebuildId()),
                        line("build id", story.buildId()),
                        line("platform", story.platform()),
                        list("bases", story.bases()),
                        times(run),
                        attempts("build", story.buildAttempts()),
                        attempts("tests", story.testAttempts()),
                        tests(story.tests()),
                        line("logs", logs(story)),
                        dockerfile(story.dockerfile()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String verdict(ImageRun run, String signer) {
        return run.verdict() == null || signer == null
                ? run.verdict()
                : run.verdict() + ", signed by " + signer.substring(0, Math.min(KEY_DIGITS, signer.length()));
    }

    /** That a rebuild changed nothing: this one, or a later one. */
    private static String unchanged(Story story) {
        if (story.run().stays() != null) {
            return "this rebuild changed nothing: " + Text.digest(story.run().digest())
                    + " was built and tested, and is the same";
        }
        return story.confirmed() == null
                ? null
                : "at " + Text.time(story.confirmed().at()) + " rebuild "
                        + story.confirmed().rebuildId() + " changed nothing";
    }

    private static List<String> tags(Story story) {
        if (story.published() == null) {
            return story.run().tags();
        }
        String digest = story.run().current();
        return story.published().stream()
                .map(tag -> tag.reference()
                        + (tag.previous() == null
                                ? ", new"
                                : tag.previous().equals(digest) ? "" : ", was " + Text.digest(tag.previous())))
                .toList();
    }

    private static List<String> mirrors(List<Mirror> mirrors) {
        return Stream.ofNullable(mirrors)
                .flatMap(List::stream)
                .map(mirror -> mirror.registry()
                        + (mirror.failure() == null
                                ? ""
                                : ", later (imprimatur mirrors): "
                                        + mirror.failure().message()))
                .toList();
    }

    private static List<String> reasons(Change change) {
        return change == null || change.reasons() == null
                ? List.of()
                : change.reasons().stream()
                        .map(cause -> cause.kind() + (cause.detail() == null ? "" : ": " + cause.detail()))
                        .toList();
    }

    /** Some of them; {@code diff} shows all. */
    private static List<String> packages(Change change) {
        if (change == null || change.packages() == null) {
            return List.of();
        }
        int all = change.packages().size() + (change.morePackages() == null ? 0 : change.morePackages());
        int shown = Math.min(MOST_PACKAGES, change.packages().size());
        return Stream.concat(
                        change.packages().stream().limit(MOST_PACKAGES).map(StoryText::line),
                        Stream.of((all - shown) + " more").filter(more -> all > shown))
                .toList();
    }

    private static String line(PackageChange change) {
        return change.name() + " " + change.change() + " "
                + Stream.of(change.from(), change.to())
                        .filter(versions -> versions != null && !versions.isEmpty())
                        .map(versions -> String.join(", ", versions))
                        .collect(Collectors.joining(" to "));
    }

    /** How to find out what differs from the image that had the tag before. */
    private static String changes(Story story) {
        return Stream.ofNullable(story.published())
                .flatMap(List::stream)
                .filter(tag -> tag.previous() != null
                        && !tag.previous().equals(story.run().current()))
                .findFirst()
                .map(tag -> {
                    String repository =
                            tag.reference().substring(0, tag.reference().lastIndexOf(':'));
                    return "imprimatur diff " + repository + "@" + tag.previous() + " " + tag.reference();
                })
                .orElse(null);
    }

    private static String logs(Story story) {
        return Stream.ofNullable(story.logs())
                .flatMap(List::stream)
                .map(StageLog::id)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String line(String name, String value) {
        return lines(name, PlainText.of(value));
    }

    private static String list(String name, List<String> values) {
        return lines(
                name,
                values == null
                        ? null
                        : values.stream().map(PlainText::of).collect(Collectors.joining("\n" + " ".repeat(14))));
    }

    private static String lines(String name, String value) {
        return value == null || value.isEmpty() ? "" : "%-13s %s".formatted(name, value);
    }

    private static String requested(Request request) {
        return Stream.of(
                        request.requestedAt() == null ? null : Text.time(request.requestedAt()),
                        request.requestedBy() == null ? null : "by " + request.requestedBy(),
                        request.priority() == null ? null : "priority " + request.priority())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static String times(ImageRun run) {
        return list(
                "times",
                Stream.of(
                                at(run.renderedAt(), "rendered"),
                                at(run.builtAt(), "built"),
                                at(run.testedAt(), "tested"),
                                at(run.publishedAt(), run.stays() == null ? "published" : "found to be unchanged"),
                                at(run.failedAt(), "failed"))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static String at(Instant time, String what) {
        return time == null ? null : Text.time(time) + " " + what;
    }

    private static String attempts(String name, List<Attempt> attempts) {
        return list(
                name,
                attempts == null
                        ? List.of()
                        : attempts.stream()
                                .map(attempt -> "attempt " + attempt.number()
                                        + (attempt.worker() == null ? "" : " by " + attempt.worker()) + ", "
                                        + Text.duration(Duration.ofMillis(attempt.durationMillis())) + ": "
                                        + outcome("succeeded", attempt.failure()))
                                .toList());
    }

    private static String tests(List<Test> tests) {
        return list(
                "test results",
                tests == null
                        ? List.of()
                        : tests.stream()
                                .map(test -> test.name() + ", "
                                        + Text.duration(Duration.ofMillis(test.durationMillis())) + ": "
                                        + test.outcome()
                                        + (test.failure() == null ? "" : ", " + outcome("", test.failure())))
                                .toList());
    }

    private static String outcome(String good, Failure failure) {
        return failure == null ? good : failure.message() + " (" + failure.kind() + ")";
    }

    private static String dockerfile(String dockerfile) {
        return dockerfile == null
                ? ""
                : "Dockerfile\n" + dockerfile.stripTrailing().indent(4).stripTrailing();
    }
}
