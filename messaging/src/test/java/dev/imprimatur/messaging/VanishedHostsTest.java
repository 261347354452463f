package dev.imprimatur.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The database finds out within a minute that the host of a service is gone, and ends its sessions with all their
 * locks.
 */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class VanishedHostsTest {
    @Inject
    DataSource dataSource;

    @ParameterizedTest
    @CsvSource({"tcp_keepalives_idle, 30", "tcp_keepalives_interval, 10", "tcp_keepalives_count, 3"})
    void itsSessionsEndWithinAMinute(String setting, int value) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select setting::int from pg_settings where name = '" + setting + "'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(value);
        }
    }
}
