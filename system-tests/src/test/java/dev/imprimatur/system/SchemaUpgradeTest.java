package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.system.schema.Migrations;
import dev.imprimatur.system.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service of the last release still runs on a newer schema: {@code docs/operating/upgrade.md}. */
class SchemaUpgradeTest {
    @TempDir
    static Path folder;

    private static final LocalStackResource STACK = new LocalStackResource();
    private static String url;

    @BeforeAll
    static void start() {
        url = STACK.start().get("quarkus.datasource.jdbc.url") + "?user=imprimatur&password=imprimatur";
    }

    @AfterAll
    static void stop() {
        STACK.stop();
    }

    @Test
    void aReleasedMigrationNeverChanges() throws IOException {
        if (Boolean.getBoolean("migrations.release")) {
            Migrations.release();
        }
        assertThat(Migrations.changed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"renderer", "builder", "tester", "publisher", "console"})
    void theLastReleaseRunsOnTheNewestSchema(String service) throws Exception {
        Migrations migrations = Migrations.of(service);
        List<Path> released = migrations.released(Files.createDirectory(folder.resolve(service)));

        migrations.run(url, service, released);
        Schema before = schema(service);
        migrations.run(url, service, migrations.newest());

        assertThat(before.brokenBy(schema(service)).stream()
                        .map(each -> service + ": " + each)
                        .filter(each -> !Migrations.contracted().contains(each)))
                .isEmpty();
        assertThatCode(() -> migrations.run(url, service, released))
                .as("Flyway of the last release")
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alter table a drop column b                          | a.b is gone
            alter table a rename column b to c                   | a.b is gone
            drop table a                                         | a.b is gone
            alter table a alter column n type bigint             | a.n was integer and is bigint
            alter table a alter column b set not null            | a.b could be null and cannot any more
            alter table a alter column d drop default            | a.d had a default and has none
            alter table a add column c text not null default 'c'; alter table a alter c drop default | a.c is new, may not be null and has no default
            alter table a add constraint x check (n > 0)         | a has a new rule: CHECK ((n > 0))
            create unique index y on a (b)                       | a has a new rule: CREATE UNIQUE INDEX y
            alter table a add column c text                      |
            alter table a add column c text not null default ''  |
            create table e (f text not null, check (f <> ''))    |
            create index z on a (b)                              |
            """)
    void whatBreaksTheLastReleaseIsFound(String change, String broken) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection
                    .createStatement()
                    .execute(
                            "drop schema if exists rules cascade; create schema rules; "
                                    + "set search_path = rules; create table a (b text, n int not null, d text not null default 'd')");
            Schema before = Schema.read(connection, "rules");
            connection.createStatement().execute(change);

            List<String> found = before.brokenBy(Schema.read(connection, "rules"));

            if (broken == null) {
                assertThat(found).isEmpty();
            } else {
                assertThat(found).anyMatch(each -> each.startsWith(broken));
            }
        }
    }

    private static Schema schema(String name) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            return Schema.read(connection, name);
        }
    }
}
