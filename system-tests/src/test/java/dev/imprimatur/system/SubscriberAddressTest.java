package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample subscribers ask for the address of Kafka: what answers at a usual port may belong to another installation.
 */
class SubscriberAddressTest {
    private static final Path SAMPLES = Script.ROOT.resolve("examples/subscribers");
    private static final String CLIENT = """
            export const logLevel = {};
            export class Kafka {
              constructor(options) {
                console.log(`asks ${options.brokers}`);
                process.exit(0);
              }
            }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void client() throws IOException {
        assumeTrue(
                Script.program(Duration.ofSeconds(30), Map.of(), "which", "node")
                                .exitCode()
                        == 0,
                "without Node.js");
        for (String file : new String[] {"package.json", "subscribe.js"}) {
            Files.copy(SAMPLES.resolve("javascript").resolve(file), folder.resolve(file));
        }
        Path kafkajs = Files.createDirectories(folder.resolve("node_modules/kafkajs"));
        Files.writeString(kafkajs.resolve("package.json"), "{\"type\": \"module\", \"main\": \"index.js\"}");
        Files.writeString(kafkajs.resolve("index.js"), CLIENT);
    }

    @Test
    void withoutItTheProgramSaysHowToGetIt() {
        Script.Result result = subscribe("");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errors()).contains("IMPRIMATUR_KAFKA is not set", "eval \"$(./imprimatur env)\"");
        assertThat(result.output()).isEmpty();
    }

    @Test
    void theOneThatIsSetIsAsked() {
        assertThat(subscribe("kafka.example:9").output()).isEqualTo("asks kafka.example:9\n");
    }

    @Test
    void noSampleHasADefault() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            assertThat(files.filter(file -> file.toString().matches(".*[.](js|properties)")
                            && !file.toString().matches(".*/(node_modules|target)/.*")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("localhost:9092"));
        }
    }

    private Script.Result subscribe(String kafka) {
        return Script.program(
                Duration.ofSeconds(30),
                Map.of("IMPRIMATUR_KAFKA", kafka),
                "node",
                folder.resolve("subscribe.js").toString());
    }
}
