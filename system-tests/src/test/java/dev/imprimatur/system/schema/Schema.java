package dev.imprimatur.system.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a program that reads and writes a schema relies on.
 *
 * @param columns every column, as {@code table.column}
 * @param rules what rows have to fulfil, by table: constraints and unique indexes
 */
public record Schema(Map<String, Column> columns, Map<String, Set<String>> rules) {
    private static final String COLUMNS = """
            select table_name || '.' || column_name, data_type, is_nullable = 'YES',
                   column_default is not null or is_identity = 'YES' or is_generated = 'ALWAYS'
            from information_schema.columns where table_schema = ?
            """;
    private static final String RULES = """
            select t.relname, pg_get_constraintdef(c.oid) from pg_constraint c join pg_class t on t.oid = c.conrelid
            where c.connamespace = ?::regnamespace and c.contype in ('c', 'f', 'x')
            union all
            select tablename, indexdef from pg_indexes
            where schemaname = ? and indexdef like 'CREATE UNIQUE INDEX%'
            """;

    /**
     * A column.
     *
     * @param type its type
     * @param nullable whether it may be null
     * @param filled whether the database fills it in where a row leaves it out
     */
    public record Column(String type, boolean nullable, boolean filled) {}

    /** Reads a schema. */
    public static Schema read(Connection connection, String name) throws SQLException {
        Map<String, Column> columns = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, name);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                columns.put(rows.getString(1), new Column(rows.getString(2), rows.getBoolean(3), rows.getBoolean(4)));
            }
        }
        Map<String, Set<String>> rules = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(RULES)) {
            statement.setString(1, name);
            statement.setString(2, name);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                rules.computeIfAbsent(rows.getString(1), table -> new TreeSet<>())
                        .add(rows.getString(2));
            }
        }
        return new Schema(columns, rules);
    }

    /** What a program that was written for this schema cannot do on the newer one any more. */
    public List<String> brokenBy(Schema newer) {
        List<String> broken = new ArrayList<>();
        columns.forEach((name, column) -> compare(name, column, newer.columns.get(name), broken));
        Set<String> tables = columns.keySet().stream().map(Schema::table).collect(Collectors.toSet());
        newer.columns.forEach((name, column) -> {
            if (tables.contains(table(name)) && !columns.containsKey(name) && !column.nullable && !column.filled) {
                broken.add(name + " is new, may not be null and has no default");
            }
        });
        newer.rules.forEach((table, there) -> there.stream()
                .filter(rule -> tables.contains(table)
                        && !rules.getOrDefault(table, Set.of()).contains(rule))
                .forEach(rule -> broken.add(table + " has a new rule: " + rule)));
        return broken;
    }

    private static void compare(String name, Column column, Column now, List<String> broken) {
        if (now == null) {
            broken.add(name + " is gone");
            return;
        }
        if (!now.type.equals(column.type)) {
            broken.add(name + " was " + column.type + " and is " + now.type);
        }
        if (column.nullable && !now.nullable) {
            broken.add(name + " could be null and cannot any more");
        }
        if (column.filled && !now.filled) {
            broken.add(name + " had a default and has none");
        }
    }

    private static String table(String column) {
        return column.substring(0, column.indexOf('.'));
    }
}
