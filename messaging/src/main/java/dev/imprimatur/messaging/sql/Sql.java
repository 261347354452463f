package dev.imprimatur.messaging.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Runs statements over one connection. Their parameters are texts, numbers, bytes, times, lists of texts
 * ({@code text[]}) and null.
 *
 * @param connection the connection
 */
public record Sql(Connection connection) {

    /** What is done over one connection. */
    public interface Statements<T> {
        /** Does it. */
        T run(Sql sql) throws SQLException;
    }

    /** How a row is read. */
    public interface Row<T> {
        /** Reads the current row. */
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Does this over a connection of its own, which is the transaction's if there is one.
     *
     * @param failure what is said in front of the database's complaint
     * @throws IllegalStateException if the database does not do it
     */
    public static <T> T run(DataSource database, String failure, Statements<T> statements) {
        try (Connection connection = database.getConnection()) {
            return statements.run(new Sql(connection));
        } catch (SQLException e) {
            throw new IllegalStateException(failure + ": " + e.getMessage(), e);
        }
    }

    /** Changes rows, and says how many. */
    public int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** All rows, in their order. */
    public <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    /** The first row, if there is one, and it is not read as null. */
    public <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(row.read(rows)) : Optional.empty();
        }
    }

    PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, parameter(values[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private Object parameter(Object value) throws SQLException {
        return switch (value) {
            case Instant time -> OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
            case Collection<?> texts -> connection.createArrayOf("text", texts.toArray());
            case null, default -> value;
        };
    }
}
