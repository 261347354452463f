package dev.imprimatur.messaging.container;

import java.time.Duration;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL of one version, in a container. */
public final class Postgres implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final PostgreSQLContainer container;

    private Postgres(String version) {
        container = ContainerEngine.ours(new PostgreSQLContainer("postgres:" + version), "postgres-" + version)
                .withDatabaseName("imprimatur")
                .withUsername("imprimatur")
                .withPassword("imprimatur");
        // By TCP: the server that the image starts for its set-up listens on a socket alone.
        container.setWaitStrategy(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1 -U imprimatur -d imprimatur")
                .withStartupTimeout(LIMIT));
    }

    /** Starts one of this version, such as {@code 17}. */
    public static Postgres start(String version) {
        ContainerEngine.agreeOnVersion();
        ContainerEngine.provide("postgres-" + version);
        Postgres postgres = new Postgres(version);
        postgres.container.start();
        return postgres;
    }

    /** Where it is, without login. */
    public String url() {
        return "jdbc:postgresql://%s:%d/imprimatur".formatted(container.getHost(), container.getMappedPort(5432));
    }

    @Override
    public void close() {
        container.stop();
    }
}
