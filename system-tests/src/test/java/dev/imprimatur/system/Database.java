package dev.imprimatur.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A stack's database, for what no interface tells or does. */
final class Database {
    private final String url;

    Database(Stack stack) {
        url = "jdbc:postgresql://" + stack.address("IMPRIMATUR_POSTGRES");
    }

    /** The first column of what the query finds. */
    List<String> column(String query) {
        try (Connection connection = open();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Changes rows, and says how many. */
    int change(String statement) {
        try (Connection connection = open();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(url, "imprimatur", "imprimatur");
    }
}
