package dev.imprimatur.cli.render;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.feeds.FeedFolder;
import dev.imprimatur.feeds.FeedHosts;
import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.feeds.Mirrors;
import dev.imprimatur.feeds.RememberedFeeds;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.dockerfile.BuildKitOnly;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Standing;
import dev.imprimatur.planner.render.CheckedPlan;
import dev.imprimatur.planner.revision.Revision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a catalogue describes: its images in the order of making, their bases, and their tags. */
@Command(
        name = "render",
        description = "Show a catalogue's plan, and write its Dockerfiles; no service is needed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur render",
            "  imprimatur render --catalog my-images --json",
            "  imprimatur render --out /tmp/dockerfiles",
            "  imprimatur render --date 2027-05-01",
            "  imprimatur render --mirror https://nodejs.org/dist=https://mirror.example/node"
        })
public final class RenderCommand implements Callable<Integer> {
    private static final long MIB = 1024 * 1024;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--catalog",
            paramLabel = "DIR",
            defaultValue = "${env:IMPRIMATUR_CATALOG:-catalog}",
            description = "the catalogue's folder (default: IMPRIMATUR_CATALOG, else catalog)")
    Path catalog;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "write each image's Dockerfile to DIR/family/version/variant; digests of bases, which only a"
                    + " rebuild knows, are zeros there")
    Path out;

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

    @Option(names = "--json", description = "print one JSON array of objects; notices go to stderr as well")
    boolean json;

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            Plan plan = CheckedPlan.of(
                    CatalogReader.read(catalog, rememberedFeeds(), largestContext * MIB), date, Standing.NOTHING);
            if (out != null) {
                String revision = Revision.of(catalog).text();
                new DockerfileFolder(out).write(plan.atRevision(revision).images());
                errors.println(Text.counted(plan.images().size(), "Dockerfile") + " in " + out);
            }
            spec.commandLine().getOut().println(json ? Json.pretty(Summary.of(plan)) : PlanText.of(plan));
            plan.notices().forEach(notice -> errors.println("notice: " + notice));
            buildKitOnly(plan).forEach(notice -> errors.println("notice: " + notice));
            return plan.leftOut().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        } catch (CatalogException e) {
            e.problems().stream().map(Problem::toString).forEach(errors::println);
            errors.println(Text.counted(e.problems().size(), "mistake") + " in the catalogue " + catalog);
            return ExitCode.FAILED;
        }
    }

    /** Which builder images are built by is the builders' configuration, which a catalogue does not have. */
    private static Stream<String> buildKitOnly(Plan plan) {
        return plan.images().stream()
                .flatMap(image -> BuildKitOnly.first(image.template())
                        .map(found -> image.image().family() + ": " + found.message(image.templateName()))
                        .stream())
                .distinct();
    }

    private Mirrors mirrors() {
        try {
            return Mirrors.parse(
                    mirrors.stream().filter(mirror -> !mirror.isBlank()).toList());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--mirror " + e.getMessage());
        }
    }

    private Feeds rememberedFeeds() {
        FeedSettings settings = FeedSettings.defaults().withMirrors(mirrors()).withHosts(FeedHosts.NOT_LINK_LOCAL);
        return new RememberedFeeds(
                FeedFolder.of(feeds, catalog),
                refresh ? settings.withFresh(Duration.ZERO) : settings,
                Clock.systemUTC());
    }
}
