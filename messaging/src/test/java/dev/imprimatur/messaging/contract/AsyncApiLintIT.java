package dev.imprimatur.messaging.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.event.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AsyncAPI document, judged by the AsyncAPI initiative's parser, which the npm client fetches. */
class AsyncApiLintIT {
    private static final Path PARSER = Path.of("target/asyncapi-parser");

    @TempDir
    Path folder;

    private record Run(int exitCode, String output) {}

    @BeforeAll
    static void fetchParser() throws Exception {
        Files.createDirectories(PARSER);
        Run npm = run(
                "npm",
                "install",
                "--prefix",
                PARSER.toString(),
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "@asyncapi/parser@3.6.6");
        assertThat(npm.exitCode)
                .as("npm cannot fetch the parser: %s", npm.output)
                .isZero();
        Files.copy(
                Path.of("src/test/resources/asyncapi/validate.mjs"),
                PARSER.resolve("validate.mjs"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void thePublishedDocumentIsValidAndNamesEveryTopic() throws Exception {
        Run run = validate(ContractTest.PUBLISHED.resolve("asyncapi.yaml"));

        assertThat(run.exitCode).as(run.output).isZero();
        assertThat(run.output.lines())
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
        assertThat(validate(copy).exitCode).isZero();

        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), document.replace("action: send", "action: sned"));

        assertThat(validate(wrong).exitCode).isPositive();
    }

    private static Run validate(Path document) throws Exception {
        return run(
                "node",
                PARSER.resolve("validate.mjs").toString(),
                document.toAbsolutePath().toString());
    }

    private static Run run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output.strip());
    }
}
