package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.container.Postgres;
import dev.imprimatur.system.schema.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every service's migrations, first those of the last release and then all, on the versions of PostgreSQL that Debian
 * has beside the one of the local stack.
 */
@Tag("containers")
class DatabaseVersionsIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"15", "17"})
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void everySchemaIsMadeAndUpgraded(String version) throws Exception {
        try (Postgres postgres = Postgres.start(version)) {
            String url = postgres.url() + "?user=imprimatur&password=imprimatur";
            for (String service : List.of("renderer", "builder", "tester", "publisher", "console")) {
                Migrations migrations = Migrations.of(service);

                migrations.run(url, service, migrations.released(Files.createDirectory(folder.resolve(service))));
                migrations.run(url, service, migrations.newest());

                assertThat(tables(url, service)).as(service).isPositive();
            }
        }
    }

    private static int tables(String url, String schema) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select count(*) from information_schema.tables where table_schema = '" + schema
                                + "' and table_name <> 'flyway_schema_history'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
