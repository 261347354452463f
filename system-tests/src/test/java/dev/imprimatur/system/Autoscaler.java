package dev.imprimatur.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What KEDA makes of {@code deploy/kubernetes/components/keda}: the queries as they stand there, put to a database and
 * a broker, and KEDA's arithmetic. Its pauses are left out.
 */
public final class Autoscaler {
    /** Where the queries are put. */
    public interface Measures {
        /** The number that a query finds. */
        long number(String query);

        /** How much of a topic a consumer group has not read yet. */
        long lag(String group, String topic, String resetPolicy);
    }

    private static final Path MANIFEST =
            Path.of(System.getProperty("imprimatur.root", ".."), "deploy/kubernetes/components/keda/scaling.yaml");

    private final Measures measures;
    private final Map<String, JsonNode> objects = new HashMap<>();

    /** Reads the manifest. */
    public Autoscaler(Measures measures) {
        this.measures = measures;
        try (var documents =
                new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).<JsonNode>readValues(MANIFEST.toFile())) {
            for (JsonNode each : documents.readAll()) {
                if (each.path("kind").asText().equals("ScaledObject")) {
                    objects.put(each.at("/spec/scaleTargetRef/name").asText(), each.path("spec"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many replicas of this service there should be now. */
    public int wanted(String service) {
        JsonNode object = objects.get(service);
        List<Load> loads = StreamSupport.stream(object.path("triggers").spliterator(), false)
                .map(this::load)
                .toList();
        if (loads.stream().noneMatch(Load::isActive)) {
            return object.path("minReplicaCount").asInt();
        }
        int most = loads.stream().mapToInt(Load::replicas).max().orElseThrow();
        return Math.clamp(most, 1, object.path("maxReplicaCount").asInt());
    }

    private Load load(JsonNode trigger) {
        JsonNode metadata = trigger.path("metadata");
        return switch (trigger.path("type").asText()) {
            case "postgresql" ->
                new Load(
                        measures.number(metadata.path("query").asText()),
                        metadata.path("targetQueryValue").asLong(),
                        metadata.path("activationTargetQueryValue").asLong());
            case "kafka" ->
                new Load(
                        measures.lag(
                                metadata.path("consumerGroup").asText(),
                                metadata.path("topic").asText(),
                                metadata.path("offsetResetPolicy").asText()),
                        metadata.path("lagThreshold").asLong(),
                        metadata.path("activationLagThreshold").asLong());
            default -> throw new IllegalArgumentException("no trigger that is known here: " + trigger);
        };
    }

    /** What a trigger measures, what one replica does of it, and above what the first one starts. */
    private record Load(long value, long target, long activation) {
        boolean isActive() {
            return value > activation;
        }

        int replicas() {
            return Math.toIntExact(Math.ceilDiv(value, target));
        }
    }
}
