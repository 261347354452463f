package dev.imprimatur.cli.render;

import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.feeds.FeedFolder;
import dev.imprimatur.feeds.FeedSettings;
import dev.imprimatur.feeds.RememberedFeeds;
import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.render.RenderException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a catalogue comes to: its images in the order of making, their bases, and their tags. */
@Command(
        name = "render",
        description = "Show a catalogue's plan, and write its Dockerfiles; no service is needed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur render",
            "  imprimatur render --catalog my-images --json",
            "  imprimatur render --out /tmp/dockerfiles"
        })
public final class RenderCommand implements Callable<Integer> {
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

    @Option(names = "--json", description = "print one JSON array of objects")
    boolean json;

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            Catalog read = CatalogReader.read(catalog, rememberedFeeds());
            List<PlannedImage> images = Planner.plan(read).images();
            read.notices().forEach(notice -> errors.println("notice: " + notice));
            if (out != null) {
                new DockerfileFolder(out).write(images);
                errors.println(Text.counted(images.size(), "Dockerfile") + " in " + out);
            }
            spec.commandLine()
                    .getOut()
                    .println(json ? Json.pretty(images.stream().map(Summary::of).toList()) : text(images));
            return ExitCode.OK;
        } catch (CatalogException e) {
            e.problems().stream().map(Problem::toString).forEach(errors::println);
            errors.println(Text.counted(e.problems().size(), "mistake") + " in the catalogue " + catalog);
            return ExitCode.FAILED;
        } catch (RenderException e) {
            errors.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private Feeds rememberedFeeds() {
        FeedSettings settings = FeedSettings.defaults();
        return new RememberedFeeds(
                FeedFolder.of(feeds, catalog),
                refresh ? settings.withFresh(Duration.ZERO) : settings,
                Clock.systemUTC());
    }

    private static String text(List<PlannedImage> images) {
        Table table = new Table("IMAGE", "BASES", "TAGS");
        images.forEach(image -> table.add(
                image.image(),
                joined(image.bases().values().stream()),
                joined(Stream.concat(image.pinned().stream(), image.aliases().stream()))));
        long tags = images.stream()
                .mapToLong(image -> image.pinned().size() + image.aliases().size())
                .sum();
        return table + "\n\n" + Text.counted(images.size(), "image") + ", " + Text.counted(tags, "tag");
    }

    private static String joined(Stream<?> values) {
        return values.map(Object::toString).collect(Collectors.joining(" "));
    }

    /**
     * An image of the plan in JSON.
     *
     * @param image which
     * @param bases what it is built from
     * @param pinned the tags that name its full version
     * @param aliases the moving tags that point to it
     * @param tests the names of its tests
     */
    record Summary(String image, List<String> bases, List<String> pinned, List<String> aliases, List<String> tests) {
        static Summary of(PlannedImage image) {
            return new Summary(
                    image.image().toString(),
                    image.bases().values().stream().map(Object::toString).toList(),
                    image.pinned().stream().map(Object::toString).toList(),
                    image.aliases().stream().map(Object::toString).toList(),
                    image.tests().stream().map(test -> test.name()).toList());
        }
    }
}
