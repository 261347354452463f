package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.cli.console.Failure;
import dev.imprimatur.cli.console.ImageRun;
import dev.imprimatur.cli.console.Rebuild;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.events.FailureKinds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds what rebuilds were to publish and did not. What a newer rebuild took over is part of it only where the image's
 * last rebuild did not publish it either.
 */
final class Unpublished {
    /** What the console takes, in bytes. */
    private static final int LONGEST_SELECTION = 4096;

    private static final int PAGE = 1000;

    private final ConsoleClient console;
    private final Consumer<String> notice;

    /** What is not retried though it was not published is said to {@code notice}. */
    Unpublished(ConsoleClient console, Consumer<String> notice) {
        this.console = console;
        this.notice = notice;
    }

    /** What the renderer says of an image of a rebuild that has ended. */
    private record End(String image, String state, Failure failure) {
        boolean unpublished() {
            return "failed".equals(state);
        }

        boolean superseded() {
            return failure != null && FailureKinds.SUPERSEDED.equals(failure.kind());
        }
    }

    /**
     * The images to rebuild.
     *
     * @param what rebuilds and images
     * @throws ConsoleException if one of them has nothing to retry, or one request cannot name all images
     */
    Requested of(List<String> what) {
        if (what.size() == 1 && !namesImage(what.getFirst())) {
            return of(ended(what.getFirst()));
        }
        Set<String> images = new LinkedHashSet<>();
        for (String each : what) {
            if (namesImage(each)) {
                images.add(image(each));
            } else {
                Rebuild rebuild = ended(each);
                images.addAll(images(rebuild));
                tellOfLeftOut(rebuild);
            }
        }
        return named(images);
    }

    private Requested of(Rebuild rebuild) {
        if (failedAsAWhole(rebuild)) {
            return again(rebuild);
        }
        List<String> images = images(rebuild);
        boolean everything = images.size() == rebuild.planned();
        if (everything && isTooLong(images)) {
            return again(rebuild);
        }
        Requested request = named(images);
        tellOfLeftOut(rebuild);
        return request;
    }

    private void tellOfLeftOut(Rebuild rebuild) {
        LeftOutFamilies.of(rebuild)
                .ifPresent(families -> notice.accept("notice: rebuild " + rebuild.id()
                        + " left families out, and this retry does not build them either: " + families));
    }

    /** There was no plan. Of one that was cleared there may be no image left. */
    private static boolean failedAsAWhole(Rebuild rebuild) {
        return rebuild.failure() != null && rebuild.planned() == 0 && rebuild.clearedAt() == null;
    }

    private static Requested again(Rebuild rebuild) {
        if (rebuild.type() == null) {
            throw refused(
                    "what rebuild " + rebuild.id() + " was asked for is not on record: imprimatur rebuild asks again");
        }
        return new Requested(rebuild.type(), rebuild.select(), rebuild.priority());
    }

    private static long unpublished(Rebuild rebuild) {
        return rebuild.failed() + rebuild.cancelled() + rebuild.superseded();
    }

    /** A rebuild's id has neither. */
    private static boolean namesImage(String what) {
        return what.contains("/") || what.contains(":");
    }

    private Rebuild ended(String id) {
        Rebuild rebuild = Json.value(console.rebuild(id), Rebuild.class);
        if (rebuild.finishedAt() == null) {
            throw refused("rebuild " + id + " has not ended: wait for it (imprimatur rebuilds " + id
                    + " --wait), or end it (imprimatur cancel " + id + ")");
        }
        return rebuild;
    }

    private List<String> images(Rebuild rebuild) {
        if (failedAsAWhole(rebuild)) {
            throw refused("rebuild " + rebuild.id() + " failed as a whole: retry it alone, without other arguments");
        }
        List<ImageRun> listed =
                rebuild.images().stream().filter(ImageRun::unpublished).toList();
        // The console lists those of a very large rebuild that events named.
        List<String> images = listed.size() < unpublished(rebuild)
                ? allImages(rebuild.id())
                : listed.stream()
                        .filter(run -> !run.superseded() || isLost(run.image()))
                        .map(ImageRun::image)
                        .toList();
        if (images.isEmpty()) {
            LeftOutFamilies.of(rebuild).ifPresent(families -> {
                throw refused("rebuild " + rebuild.id()
                        + " left nothing to retry but families that were left out of its plan: " + families);
            });
            throw refused("rebuild " + rebuild.id() + " left nothing to retry: it is " + rebuild.state()
                    + ", and none of its images failed or was cancelled (imprimatur rebuilds " + rebuild.id() + ")");
        }
        return images;
    }

    private List<String> allImages(String rebuild) {
        List<String> images = new ArrayList<>();
        String after = "";
        while (true) {
            List<End> page = Json.list(console.rebuildImages(rebuild, after, PAGE), End.class);
            page.stream()
                    .filter(end -> end.unpublished() && (!end.superseded() || isLost(end.image())))
                    .map(End::image)
                    .forEach(images::add);
            if (page.size() < PAGE) {
                return images;
            }
            after = page.getLast().image();
        }
    }

    /** Whether the last rebuild of this image, which took it over, did not publish it either. */
    private boolean isLost(String image) {
        return isToBeRetried(run(image));
    }

    private static boolean isToBeRetried(ImageRun run) {
        return run.unpublished() && !run.superseded();
    }

    private String image(String reference) {
        ImageRun named = run(reference);
        // A tag names what was published last, whatever has failed since.
        ImageRun run = reference.equals(named.image()) ? named : run(named.image());
        if (isToBeRetried(run)) {
            return run.image();
        }
        throw refused("the last rebuild of " + run.image() + ", " + run.rebuildId() + ", left nothing to retry: it is "
                + run.stage() + "; imprimatur rebuild --select " + run.image() + " builds it all the same");
    }

    private ImageRun run(String reference) {
        return Json.value(console.why(reference).path("run"), ImageRun.class);
    }

    private static Requested named(Collection<String> images) {
        if (isTooLong(images)) {
            throw refused(
                    "one request cannot name all " + images.size() + " images that are to be retried: rebuild what"
                            + " is stale (imprimatur rebuild --stale), or whole families (imprimatur rebuild --select EXPR)");
        }
        return Requested.selected(String.join(",", images));
    }

    private static boolean isTooLong(Collection<String> images) {
        return String.join(",", images).getBytes(StandardCharsets.UTF_8).length > LONGEST_SELECTION;
    }

    private static ConsoleException refused(String message) {
        return new ConsoleException(Kind.CONFLICT, message);
    }
}
