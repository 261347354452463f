package dev.imprimatur.console.intake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The tables of the read model.
 *
 * @param database where they are
 */
record Tables(DataSource database) {
    /** Each, without what only says in which order rows came. */
    private static final Map<String, String> TABLES = new TreeMap<>(
            Map.of(
                    "rebuild", "select to_jsonb(t) from rebuild t where id like '%s%%'",
                    "image_run", "select to_jsonb(t) - 'id' from image_run t where rebuild_id like '%s%%'",
                    "attempt", "select to_jsonb(t) - 'id' from attempt t where rebuild_id like '%s%%'",
                    "step_failure", "select to_jsonb(t) - 'id' from step_failure t where rebuild_id like '%s%%'",
                    "rollback", "select to_jsonb(t) from rollback t where id like '%s%%'",
                    "fleet_image",
                            "select to_jsonb(t) - 'run_id' - 'published_run' from fleet_image t where family like '%s%%'",
                    "event",
                            "select jsonb_build_object('topic', topic, 'key', key, 'json', json) from event where rebuild_id like '%s%%'"));

    /** What is in each of the rebuilds and images whose names begin so. */
    Map<String, List<String>> of(String name) throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection connection = database.getConnection()) {
            for (Map.Entry<String, String> table : TABLES.entrySet()) {
                List<String> rows = new ArrayList<>();
                try (var statement = connection.createStatement();
                        ResultSet found =
                                statement.executeQuery(table.getValue().formatted(name))) {
                    while (found.next()) {
                        rows.add(found.getString(1).replace(name, "NAME"));
                    }
                }
                tables.put(table.getKey(), rows.stream().sorted().toList());
            }
        }
        return tables;
    }

    long count(String question) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(question)) {
            found.next();
            return found.getLong(1);
        }
    }
}
