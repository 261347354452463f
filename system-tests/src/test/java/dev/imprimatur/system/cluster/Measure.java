package dev.imprimatur.system.cluster;

import dev.imprimatur.system.Lag;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Runs in a service's pod, with its libraries: prints the number that a query finds, or a lag. */
final class Measure {
    private Measure() {}

    /**
     * @param arguments {@code number} and a query; or {@code lag}, a group, a topic, and what counts where nothing was read
     */
    public static void main(String[] arguments) throws SQLException {
        System.out.println(
                arguments[0].equals("number") ? number(arguments[1]) : lag(arguments[1], arguments[2], arguments[3]));
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + System.getenv("DATABASE"), "scaler", "trying");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long lag(String group, String topic, String resetPolicy) {
        try (Lag lag = new Lag(Map.of("bootstrap.servers", System.getenv("KAFKA_BOOTSTRAP_SERVERS")))) {
            return lag.of(group, topic, resetPolicy);
        }
    }
}
