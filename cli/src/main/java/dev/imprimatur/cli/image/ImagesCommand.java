package dev.imprimatur.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.Image;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists published images, and reads their tags back from the registry where that is wanted. */
@Command(
        name = "images",
        description = "List the published images.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur images",
            "  imprimatur images 'node/22.*/*'",
            "  imprimatur images node-bookworm:22 --json",
            "  imprimatur images --verify"
        })
public final class ImagesCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "EXPR",
            arity = "0..1",
            description =
                    "a family, glob patterns for family/version/variant, or a part of a tag; commas separate several")
    String select;

    @ArgGroup
    JsonForm form = new JsonForm();

    @Option(
            names = "--verify",
            description = "read every tag from its registry; exit with 1 if one has another digest than its image")
    boolean verify;

    @Override
    public Integer call() {
        JsonNode answer = parent.client().images(select);
        List<Image> images = Json.list(answer, Image.class);
        Map<Image, List<TagCheck>> checks = verify ? new TagVerification().check(images) : Map.of();
        if (form.wanted()) {
            addChecks(answer, images, checks);
            form.print(answer, spec.commandLine().getOut());
        } else if (!images.isEmpty()) {
            spec.commandLine().getOut().println(table(images, checks) + "\n\n" + sum(images));
        }
        List<TagCheck> wrong = checks.values().stream()
                .flatMap(List::stream)
                .filter(check -> !check.right())
                .toList();
        wrong.forEach(check -> spec.commandLine().getErr().println(check.complaint()));
        if (images.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            select == null
                                    ? "nothing is published yet"
                                    : "no published image matches '" + select + "'");
        }
        return !wrong.isEmpty()
                ? ExitCode.FAILED
                : images.isEmpty() && select != null ? ExitCode.NOT_FOUND : ExitCode.OK;
    }

    private Table<Image> table(List<Image> images, Map<Image, List<TagCheck>> checks) {
        Table<Image> table = Table.of(images)
                .column("IMAGE", Image::image)
                .column("DIGEST", image -> Text.digest(image.digest()))
                .column("VERDICT", Image::verdict);
        if (verify) {
            table.column("READ BACK", image -> readBack(checks.get(image)));
        }
        return table.column(
                "TAGS",
                image -> image.tags().stream().map(Text::withoutRegistry).collect(Collectors.joining(" ")));
    }

    private static String readBack(List<TagCheck> checks) {
        long right = checks.stream().filter(TagCheck::right).count();
        return right + " of " + checks.size() + (right == checks.size() ? " equal" : " equal: WRONG");
    }

    private static String sum(List<Image> images) {
        long tags = images.stream().mapToLong(image -> image.tags().size()).sum();
        String registries = images.stream()
                .flatMap(image -> image.tags().stream())
                .map(Text::registry)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
        return Text.counted(images.size(), "image") + ", " + Text.counted(tags, "tag") + " in " + registries;
    }

    private static void addChecks(JsonNode answer, List<Image> images, Map<Image, List<TagCheck>> checks) {
        for (int i = 0; i < images.size() && !checks.isEmpty(); i++) {
            ((ObjectNode) answer.get(i))
                    .put("verified", checks.get(images.get(i)).stream().allMatch(TagCheck::right));
        }
    }
}
