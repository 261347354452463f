package dev.imprimatur.messaging.container;

import dev.imprimatur.messaging.stack.LocalStackResource;
import java.util.HashMap;
import java.util.Map;

/**
 * A local stack whose database is PostgreSQL in a container, of the version that the argument {@code version} names.
 */
public class PostgresResource extends LocalStackResource {
    private String version;
    private String schema;
    private Postgres postgres;

    @Override
    public void init(Map<String, String> arguments) {
        super.init(arguments);
        version = arguments.get("version");
        schema = arguments.get("schema");
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(super.start());
        postgres = Postgres.start(version);
        configuration.put("quarkus.datasource.jdbc.url", postgres.url() + "?currentSchema=" + schema);
        return configuration;
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
        super.stop();
    }
}
