package dev.imprimatur.cli.render;

import dev.imprimatur.feeds.FeedFolder;
import dev.imprimatur.feeds.FeedHosts;
import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.feeds.Mirrors;
import dev.imprimatur.feeds.RememberedFeeds;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.dockerfile.BuildKitOnly;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Standing;
import dev.imprimatur.planner.render.CheckedPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a catalogue is read and planned where no service is asked. */
final class PlanOptions {
    private static final long MIB = 1024 * 1024;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--feeds",
            paramLabel = "DIR",
            defaultValue = "${env:IMPRIMATUR_HOME:-.imprimatur}/feeds",
            description = "where answers of release feeds are remembered (default: IMPRIMATUR_HOME/feeds, else"
                    + " .imprimatur/feeds)")
    Path feeds;

    @Option(names = "--refresh", description = "ask every release feed now, however new its last answer is")
    boolean refresh;

    @Option(
            names = "--mirror",
            paramLabel = "ADDRESS=MIRROR",
            split = ",",
            defaultValue = "${env:IMPRIMATUR_MIRRORS:-}",
            description = "ask MIRROR for what a release feed has at ADDRESS, or never if it is off (default:"
                    + " IMPRIMATUR_MIRRORS)")
    List<String> mirrors = List.of();

    @Option(
            names = "--date",
            paramLabel = "DAY",
            converter = DayConverter.class,
            description = "plan as of this day, for example 2027-05-01 (default: today, in UTC)")
    LocalDate date = LocalDate.now(ZoneOffset.UTC);

    @Option(
            names = "--largest-context",
            paramLabel = "MIB",
            defaultValue = "512",
            description =
                    "how many MiB the files of a context or a test may have, as imprimatur.renderer.largest-context"
                            + " says for rebuilds (default: 512)")
    int largestContext;

    /**
     * The plan of this catalogue; every Dockerfile of it can be rendered.
     *
     * @throws dev.imprimatur.planner.catalog.CatalogException if it has mistakes
     */
    Plan plan(Path catalog) {
        return CheckedPlan.of(
                CatalogReader.read(catalog, rememberedFeeds(catalog), largestContext * MIB), date, Standing.UNKNOWN);
    }

    /**
     * What the plan has to say, and what only BuildKit builds: which builder images are built by is the builders'
     * configuration, which a catalogue does not have.
     */
    static List<Notice> notices(Plan plan) {
        Stream<Notice> buildKitOnly = plan.images().stream()
                .flatMap(image -> BuildKitOnly.first(image.template())
                        .map(found -> new Notice(image.image().family(), null, found.message(image.templateName())))
                        .stream())
                .distinct();
        return Stream.concat(plan.notices().stream(), buildKitOnly).toList();
    }

    private Mirrors mirrors() {
        try {
            return Mirrors.parse(
                    mirrors.stream().filter(mirror -> !mirror.isBlank()).toList());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--mirror " + e.getMessage());
        }
    }

    private Feeds rememberedFeeds(Path catalog) {
        FeedSettings settings = FeedSettings.defaults().withMirrors(mirrors()).withHosts(FeedHosts.NOT_LINK_LOCAL);
        return new RememberedFeeds(
                FeedFolder.of(feeds, catalog),
                refresh ? settings.withFresh(Duration.ZERO) : settings,
                Clock.systemUTC());
    }
}
