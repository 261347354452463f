package dev.imprimatur.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ConsoleQuery;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows everything that is known of one image. */
@Command(
        name = "why",
        description = "Show why an image is what it is: who asked, what it was made of, what was tried and tested.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur why localhost:5000/node:22",
            "  imprimatur why node/22.23.3/bookworm",
            "  imprimatur why sha256:2222222222222222222222222222222222222222222222222222222222222222 --json"
        })
public final class WhyCommand extends ConsoleQuery {
    @Parameters(
            paramLabel = "REFERENCE",
            description = "a tag with or without its registry, a digest, or family/version/variant")
    String reference;

    @Override
    protected JsonNode ask(ConsoleClient console) {
        return console.why(reference);
    }

    @Override
    protected String text(JsonNode story) {
        return StoryText.of(Json.value(story, StoryText.Story.class));
    }
}
