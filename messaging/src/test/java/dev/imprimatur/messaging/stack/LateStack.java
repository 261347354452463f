package dev.imprimatur.messaging.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The local-stack behind ports that do not answer at first: the database's closes connections, or lets them wait. */
public class LateStack implements QuarkusTestResourceLifecycleManager {
    /** How many connections to the database fail. */
    public static final int DATABASE = 3;

    /** How many connections to Kafka fail. */
    public static final int KAFKA = 2;

    private LatePort database;
    private LatePort kafka;

    @Override
    public Map<String, String> start() {
        SharedStack stack = SharedStack.get();
        stack.removeTopics();
        stack.removeSchemas();
        database = new LatePort(stack.postgres(), 1, DATABASE - 1);
        kafka = new LatePort(stack.kafka(), 0, KAFKA);
        return Map.of(
                "kafka.bootstrap.servers",
                "localhost:" + kafka.port(),
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://localhost:" + database.port() + "/imprimatur?currentSchema=messaging");
    }

    /** After the one that gives ports which answer at once. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(LateStack.class));
    }

    /** How many connections to the database there have been. */
    public int toDatabase() {
        return database.connections();
    }

    /** How many connections to Kafka there have been. */
    public int toKafka() {
        return kafka.connections();
    }

    @Override
    public void stop() {
        database.close();
        kafka.close();
    }
}
