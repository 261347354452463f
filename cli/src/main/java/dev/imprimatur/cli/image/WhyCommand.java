package dev.imprimatur.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.ExitCode;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.cli.output.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells everything that is known of one image. */
@Command(
        name = "why",
        description = "Tell why an image is what it is: who asked, what it was made of, what was tried and tested.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur why localhost:5000/node:22",
            "  imprimatur why node/22.23.3/bookworm",
            "  imprimatur why sha256:2222222222222222222222222222222222222222222222222222222222222222 --json"
        })
public final class WhyCommand implements Callable<Integer> {
    @ParentCommand
    Imprimatur parent;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "REFERENCE",
            description = "a tag with or without its registry, a digest, or family/version/variant")
    String reference;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Integer call() {
        JsonNode story = parent.client().why(reference);
        spec.commandLine()
                .getOut()
                .println(json ? Json.pretty(story) : StoryText.of(Json.value(story, StoryText.Story.class)));
        return ExitCode.OK;
    }
}
