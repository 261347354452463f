package dev.imprimatur.messaging.stack;

import dev.imprimatur.messaging.proof.TestSignatures;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} real Kafka and real PostgreSQL: those of the JVM's one local-stack, with nothing in
 * them. The argument {@code schema} names the service's schema.
 */
public class LocalStackResource implements QuarkusTestResourceLifecycleManager {
    private String schema;

    @Override
    public void init(Map<String, String> arguments) {
        schema = arguments.get("schema");
    }

    @Override
    public Map<String, String> start() {
        TestSignatures.makeKeys();
        SharedStack stack = SharedStack.get();
        stack.removeTopics();
        stack.removeSchemas();
        String schemaOption = schema == null ? "" : "?currentSchema=" + schema;
        return Map.of(
                "kafka.bootstrap.servers",
                stack.kafka(),
                "quarkus.datasource.jdbc.url",
                stack.database() + schemaOption);
    }

    @Override
    public void stop() {
        // The stack ends with the JVM.
    }
}
