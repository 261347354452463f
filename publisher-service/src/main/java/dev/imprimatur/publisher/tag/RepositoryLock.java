package dev.imprimatur.publisher.tag;

import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Lets one publication at a time move tags in a repository, over all instances. The locks are PostgreSQL's advisory ones
 * of a connection that is held meanwhile, so they end with the process that holds them, however it ends.
 */
@ApplicationScoped
public class RepositoryLock {
    private static final Logger LOG = Logger.getLogger(RepositoryLock.class);
    private static final String QUERY_CANCELED = "57014";

    @Inject
    DataSource dataSource;

    @Inject
    PublisherConfig config;

    /** Locks that are held until they are closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until these repositories are free, and locks them.
     *
     * @throws PublishException if that takes too long
     */
    public Held hold(Collection<RepositoryReference> repositories) {
        try {
            Connection connection = dataSource.getConnection();
            try {
                // In one order everywhere, so that no two wait for each other.
                for (String name :
                        repositories.stream().map(Object::toString).sorted().toList()) {
                    lock(connection, name);
                }
            } catch (SQLException | RuntimeException e) {
                release(connection);
                throw e;
            }
            return () -> release(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot lock " + repositories + ": " + e.getMessage(), e);
        }
    }

    private void lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select pg_advisory_lock(hashtextextended('imprimatur.publisher.' || ?, 0))")) {
            statement.setQueryTimeout((int) config.lockWait().toSeconds());
            statement.setString(1, name);
            statement.execute();
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                throw PublishException.forNow(
                        "repository-busy",
                        "another publication has been moving tags in " + name + " for " + config.lockWait()
                                + " (imprimatur.publisher.lock-wait)");
            }
            throw e;
        }
    }

    private static void release(Connection connection) {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
        } catch (SQLException e) {
            LOG.debugf("the connection that held a lock is gone, and the lock with it: %s", e.getMessage());
        }
    }
}
