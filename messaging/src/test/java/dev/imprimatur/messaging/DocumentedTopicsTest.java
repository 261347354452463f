package dev.imprimatur.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** What {@code docs/operating/managed-kafka.md} has operators make is what services make themselves. */
class DocumentedTopicsTest {
    private static final String HEAD = "| topics | partitions | replicas | min.insync.replicas | retention.ms"
            + " | max.message.bytes | compression.type | message.timestamp.type |";

    /** What Kafka has where a topic says nothing. */
    private static final Map<String, String> DEFAULTS =
            Map.of("max.message.bytes", "1048588", "compression.type", "producer");

    /** How many copies there are is the brokers' choice. */
    private static final List<String> OF_BROKERS = List.of("replicas", "min.insync.replicas");

    @Test
    void theTableIsWhatServicesMake() throws Exception {
        int partitions = Integer.parseInt(MessagingConfig.class
                .getMethod("partitions")
                .getAnnotation(WithDefault.class)
                .value());

        assertThat(documented())
                .isEqualTo(TopicSetup.topics(partitions)
                        .collect(Collectors.toMap(NewTopic::name, DocumentedTopicsTest::settings)));
    }

    private static Map<String, String> settings(NewTopic topic) {
        Map<String, String> settings = new HashMap<>(DEFAULTS);
        settings.putAll(topic.configs());
        settings.put("partitions", String.valueOf(topic.numPartitions()));
        return settings;
    }

    private static Map<String, Map<String, String>> documented() throws IOException {
        List<String> lines = Files.readAllLines(
                Path.of(System.getProperty("imprimatur.root"), "docs", "operating", "managed-kafka.md"));
        List<String> keys = cells(HEAD);
        return lines.stream()
                .skip(lines.indexOf(HEAD) + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(DocumentedTopicsTest::cells)
                .flatMap(row -> Arrays.stream(row.getFirst().split(", "))
                        .map(topic -> Map.entry(topic.replace("`", ""), row(keys, row))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, String> row(List<String> keys, List<String> cells) {
        return keys.stream()
                .skip(1)
                .filter(key -> !OF_BROKERS.contains(key))
                .collect(Collectors.toMap(Function.identity(), key -> cells.get(keys.indexOf(key))));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }
}
