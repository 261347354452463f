package dev.imprimatur.messaging.log;

import dev.imprimatur.messaging.event.LogReference;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;

/** Keeps logs in the service's own schema, compressed. */
@ApplicationScoped
public class LogStore {
    private static final String KEEP = "insert into log (id, digest, bytes, content) values (?, ?, ?, ?)"
            + " on conflict (id) do update set digest = excluded.digest, bytes = excluded.bytes,"
            + " content = excluded.content";

    @Inject
    DataSource dataSource;

    /** Keeps this text under this id, as part of the current transaction; an earlier text of the id is replaced. */
    @Transactional
    public LogReference keep(String id, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LogReference reference = new LogReference(id, Digest.of(bytes), bytes.length);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setString(1, id);
            statement.setString(2, reference.digest().value());
            statement.setLong(3, reference.bytes());
            statement.setBytes(4, compressed(bytes));
            statement.executeUpdate();
            return reference;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot keep log " + id + ": " + e.getMessage(), e);
        }
    }

    /** The text kept under this id. */
    @Transactional
    public Optional<String> text(String id) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("select content from log where id = ?")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(text(row.getBytes(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read log " + id + ": " + e.getMessage(), e);
        }
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String text(byte[] compressed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
