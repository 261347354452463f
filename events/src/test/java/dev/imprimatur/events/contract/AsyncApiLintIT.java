package dev.imprimatur.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Topic;
import dev.imprimatur.npm.NpmPackages;
import dev.imprimatur.npm.NpmPackages.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AsyncAPI document, judged by the AsyncAPI initiative's parser, which the npm client fetches. */
class AsyncApiLintIT {
    private static final Path VALIDATE = Path.of("src/test/resources/asyncapi/validate.mjs");

    private static NpmPackages parser;

    @TempDir
    Path folder;

    @BeforeAll
    static void fetchParser() throws Exception {
        parser = NpmPackages.fetch(Path.of("target/asyncapi-parser"), "@asyncapi/parser@3.6.6");
    }

    @Test
    void thePublishedDocumentIsValidAndNamesEveryTopic() throws Exception {
        Run run = validate(ContractTest.PUBLISHED.resolve("asyncapi.yaml"));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().lines())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Topic.values())
                        .map(topic -> "channel " + topic.topic())
                        .toList());
    }

    @Test
    void theParserFindsWhatIsWrong() throws Exception {
        for (Topic topic : Topic.values()) {
            String schema = topic.topic() + ".schema.json";
            Files.copy(ContractTest.PUBLISHED.resolve(schema), folder.resolve(schema));
        }
        String document = Files.readString(ContractTest.PUBLISHED.resolve("asyncapi.yaml"));
        Path copy = Files.writeString(folder.resolve("asyncapi.yaml"), document);
        assertThat(validate(copy).exitCode()).isZero();

        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), document.replace("action: send", "action: sned"));

        assertThat(validate(wrong).exitCode()).isPositive();
    }

    private static Run validate(Path document) throws Exception {
        return parser.script(VALIDATE, document.toAbsolutePath().toString());
    }
}
