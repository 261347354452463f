package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/operating/managed-kafka.md} has operators make by hand is what the overlay for operators has, and
 * its commands make what its tables say.
 */
class ManagedKafkaTest {
    private static final String OPERATORS = "overlays/operators";
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final Pattern BLOCK =
            Pattern.compile("<!-- run by ManagedKafkaTest -->\\n```\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("--(\\S+)(?: ([^-]\\S*))?");

    /** A tool of Kafka's that writes down what it is asked for. */
    private static final String TOOL = "#!/bin/bash\necho \"$(basename \"$0\") $*\" >> \"$ASKED\"\n";

    @TempDir
    Path folder;

    private String text;

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(ROOT.resolve("docs/operating/managed-kafka.md"));
    }

    /** Except for dead letters' partitions: those of the operators have more than they need. */
    @Test
    void topicsAreThoseOfTheOperators() {
        Map<String, Map<String, String>> topics = topics();

        assertThat(Manifests.ofKind(OPERATORS, "KafkaTopic")).hasSameSizeAs(topics.keySet());
        assertThat(Manifests.ofKind(OPERATORS, "KafkaTopic")).allSatisfy(topic -> {
            String name = topic.at("/metadata/name").asText();
            Map<String, String> there = new TreeMap<>(topics.get(name));
            int partitions = Integer.parseInt(there.remove("partitions"));

            assertThat(topic.at("/spec/partitions").asInt())
                    .isGreaterThanOrEqualTo(partitions)
                    .matches(number -> number == partitions || name.endsWith(".dlq"));
            assertThat(there).as(name).isEqualTo(settings(topic));
        });
    }

    private static Map<String, String> settings(JsonNode topic) {
        Map<String, String> settings = new TreeMap<>(Map.of("compression.type", "producer"));
        settings.put(
                "max.message.bytes",
                Manifests.ofKind(OPERATORS, "Kafka")
                        .getFirst()
                        .at("/spec/kafka/config")
                        .path("message.max.bytes")
                        .asText());
        settings.put("replicas", topic.at("/spec/replicas").asText());
        settings.putAll(Endpoint.words(topic.at("/spec/config")));
        return settings;
    }

    @Test
    void rulesAreThoseOfTheOperators() {
        Set<String> rules = Manifests.ofKind(OPERATORS, "KafkaUser").stream()
                .flatMap(user -> Manifests.stream(user.at("/spec/authorization/acls"))
                        .flatMap(rule -> Manifests.stream(rule.path("operations"))
                                .map(operation -> "%s %s %s %s"
                                        .formatted(
                                                user.at("/metadata/name").asText(),
                                                operation.asText().toLowerCase(Locale.ROOT),
                                                rule.at("/resource/type").asText(),
                                                rule.at("/resource/name").asText()))))
                .collect(Collectors.toSet());

        assertThat(rules()).containsExactlyInAnyOrderElementsOf(rules);
    }

    @Test
    void theCommandsMakeWhatTheTablesSay() throws Exception {
        List<String> asked = run();

        assertThat(asked).allMatch(each -> each.contains(" --bootstrap-server kafka:9093 --command-config "));
        assertThat(asked.stream()
                        .filter(each -> each.startsWith("kafka-topics.sh "))
                        .map(ManagedKafkaTest::options)
                        .collect(Collectors.toMap(
                                options -> options.get("topic").getFirst(), ManagedKafkaTest::ofTopic)))
                .isEqualTo(topics());
        assertThat(asked.stream()
                        .filter(each -> each.startsWith("kafka-acls.sh "))
                        .map(ManagedKafkaTest::options)
                        .flatMap(ManagedKafkaTest::ofRule))
                .containsExactlyInAnyOrderElementsOf(rules());
    }

    private List<String> run() throws IOException, InterruptedException {
        for (String tool : List.of("kafka-topics.sh", "kafka-acls.sh")) {
            Files.writeString(folder.resolve(tool), TOOL);
            assertThat(folder.resolve(tool).toFile().setExecutable(true)).isTrue();
        }
        String script =
                BLOCK.matcher(text).results().map(block -> block.group(1)).collect(Collectors.joining());
        ProcessBuilder builder = new ProcessBuilder("bash", "-euc", script)
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("KAFKA", "kafka:9093");
        builder.environment().put("ASKED", folder.resolve("asked").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Files.readAllLines(folder.resolve("asked"));
    }

    private static Map<String, List<String>> options(String command) {
        return OPTION.matcher(command)
                .results()
                .collect(Collectors.groupingBy(
                        option -> option.group(1), Collectors.mapping(ManagedKafkaTest::value, Collectors.toList())));
    }

    private static String value(MatchResult option) {
        return option.group(2) == null ? "" : option.group(2);
    }

    private static Map<String, String> ofTopic(Map<String, List<String>> options) {
        assertThat(options).containsKeys("create", "if-not-exists");
        Map<String, String> settings = new TreeMap<>();
        options.get("config").forEach(setting -> settings.put(setting.split("=")[0], setting.split("=")[1]));
        settings.put("partitions", options.get("partitions").getFirst());
        settings.put("replicas", options.get("replication-factor").getFirst());
        return settings;
    }

    private static Stream<String> ofRule(Map<String, List<String>> options) {
        assertThat(options).containsKey("add");
        String user = options.get("allow-principal").getFirst().substring("User:".length());
        return options.get("operation").stream()
                .flatMap(operation -> Stream.of("topic", "group").flatMap(type -> options.getOrDefault(type, List.of())
                        .stream()
                        .map(name -> "%s %s %s %s".formatted(user, operation.toLowerCase(Locale.ROOT), type, name))));
    }

    private Map<String, Map<String, String>> topics() {
        List<List<String>> table = table("| topics |");
        List<String> keys = table.getFirst();
        Map<String, Map<String, String>> topics = new TreeMap<>();
        for (List<String> row : table.subList(1, table.size())) {
            Map<String, String> settings = new TreeMap<>();
            for (int column = 1; column < keys.size(); column++) {
                settings.put(keys.get(column), row.get(column));
            }
            for (String topic : row.getFirst().split(", ")) {
                topics.put(topic, settings);
            }
        }
        return topics;
    }

    /** Reading and writing include seeing. */
    private Set<String> rules() {
        List<List<String>> table = table("| | renderer |");
        List<String> users = table.getFirst();
        Set<String> rules = new TreeSet<>();
        for (List<String> row : table.subList(1, table.size())) {
            String of = row.getFirst().contains(" ") ? row.getFirst() : "topic " + row.getFirst();
            for (int column = 1; column < users.size(); column++) {
                Set<String> operations = new HashSet<>(List.of(row.get(column).split(", ")));
                operations.remove("");
                if (!operations.isEmpty()) {
                    operations.add("describe");
                }
                for (String operation : operations) {
                    rules.add("%s %s %s".formatted(users.get(column), operation, of));
                }
            }
        }
        return rules;
    }

    /** The head, and the rows below the line under it. */
    private List<List<String>> table(String head) {
        List<String> lines = text.lines()
                .dropWhile(line -> !line.startsWith(head))
                .takeWhile(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|--"))
                .toList();
        assertThat(lines).hasSizeGreaterThan(2);
        return lines.stream()
                .map(line -> Arrays.stream(line.substring(1).replace("`", "").split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
