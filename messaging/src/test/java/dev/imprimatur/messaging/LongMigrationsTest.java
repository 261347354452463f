package dev.imprimatur.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A migration that takes longer than an answer of the database is waited for. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class LongMigrationsTest {
    @Inject
    Flyway flyway;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Test
    void aMigrationTakesAsLongAsItTakes(@TempDir Path migrations) throws IOException {
        Files.writeString(migrations.resolve("V001__slow.sql"), "select pg_sleep(2.5)");
        PGSimpleDataSource impatient = new PGSimpleDataSource();
        impatient.setUrl(url);
        impatient.setUser("imprimatur");
        impatient.setPassword("imprimatur");
        impatient.setSocketTimeout(1);

        int executed = Flyway.configure()
                .dataSource(impatient)
                .schemas("slow_migration")
                .locations("filesystem:" + migrations)
                .callbacks(flyway.getConfiguration().getCallbacks())
                .load()
                .migrate()
                .migrationsExecuted;

        assertThat(executed).isOne();
    }
}
