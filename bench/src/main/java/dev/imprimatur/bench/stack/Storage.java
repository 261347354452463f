package dev.imprimatur.bench.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How many bytes a stack's parts have stored, by a name for each kind. */
record Storage(Map<String, Long> bytes) {
    /** A file of records of a partition; the others of its folder are allotted in advance. */
    private static final String RECORDS = ".log";

    private static final String TABLES = """
            select n.nspname, sum(pg_total_relation_size(c.oid))
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('renderer', 'builder', 'tester', 'publisher', 'console')
            group by 1""";

    /**
     * Looks.
     *
     * @param registries the folder of the registries, if they are this machine's
     */
    static Storage of(BenchStack stack, Path registries) throws IOException, SQLException {
        Map<String, Long> bytes = new TreeMap<>();
        try (Connection connection = stack.database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                bytes.put("PostgreSQL " + rows.getString(1), rows.getLong(2));
            }
        }
        try (Stream<Path> partitions = Files.list(stack.home().resolve("local-stack/kafka"))) {
            for (Path partition : partitions.filter(Files::isDirectory).toList()) {
                String topic = partition.getFileName().toString().replaceFirst("-[0-9]+$", "");
                if (!topic.startsWith("__")) {
                    bytes.merge("Kafka " + topic, folder(partition, RECORDS), Long::sum);
                }
            }
        }
        for (String registry : new String[] {"staging", "production"}) {
            if (Files.isDirectory(registries.resolve(registry))) {
                bytes.put("registry " + registry, folder(registries.resolve(registry), ""));
            }
        }
        return new Storage(bytes);
    }

    /** The bytes of the files below this folder whose names end so; files may come and go meanwhile. */
    static long folder(Path folder, String end) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(end)).toList()) {
                try {
                    sum += Files.isRegularFile(file) ? Files.size(file) : 0;
                } catch (NoSuchFileException e) {
                    // It is gone, and so takes nothing.
                }
            }
        }
        return sum;
    }

    /** What has come since an earlier look. */
    Map<String, Long> since(Storage earlier) {
        Map<String, Long> growth = new TreeMap<>();
        bytes.forEach((kind, now) -> growth.put(kind, now - earlier.bytes.getOrDefault(kind, 0L)));
        return growth;
    }
}
