package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.messaging.sql.SessionLocks;
import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.PublisherConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Lets one publication at a time move tags in a repository, over all instances. The locks belong to a connection that
 * is held meanwhile, so they end with the process, however it ends. They also end if the connection breaks, which its
 * holder does not notice: it has to check that before it records what it did.
 */
@ApplicationScoped
public class RepositoryLock {
    private static final Logger LOG = Logger.getLogger(RepositoryLock.class);
    private static final String KEY = "hashtextextended('imprimatur.publisher.' || ?, 0)";
    private static final String TAKE = "insert into repository_fence values (?, 1) on conflict (repository)"
            + " do update set taken = repository_fence.taken + 1 returning taken";
    private static final String TAKEN = "select taken from repository_fence where repository = ? for share";
    private static final Duration SESSION_ANSWERS = Duration.ofSeconds(5);

    @Inject
    DataSource dataSource;

    @Inject
    PublisherConfig config;

    /** Locks that are held until they are closed, or until the database ends the session that holds them. */
    public interface Held extends AutoCloseable {
        /**
         * Checks that no other session has taken one of these locks since, as it can once this session has ended. As
         * part of a transaction, it keeps others from taking them until that ends.
         *
         * @throws PublishException if the locks are lost
         */
        void check();

        /**
         * The exception to throw for a failure under these locks: that they are lost, if so, since what was set
         * meanwhile may be another publication's by now.
         */
        default RuntimeException orLost(RuntimeException failure) {
            try {
                check();
            } catch (PublishException lost) {
                lost.addSuppressed(failure);
                return lost;
            } catch (RuntimeException unknown) {
                failure.addSuppressed(unknown);
            }
            return failure;
        }

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
                Map<String, Long> taken = new TreeMap<>();
                // In one order everywhere, so that no two wait for each other.
                for (String name :
                        repositories.stream().map(Object::toString).sorted().toList()) {
                    lock(connection, name);
                    taken.put(name, take(connection, name));
                }
                return new Holding(connection, taken);
            } catch (SQLException | RuntimeException e) {
                release(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot lock " + repositories + ": " + e.getMessage(), e);
        }
    }

    private void lock(Connection connection, String name) throws SQLException {
        if (!new SessionLocks(connection).take(KEY, config.lockWait(), name)) {
            throw PublishException.retryable(
                    FailureKinds.REPOSITORY_BUSY,
                    "another publication has been moving tags in " + name + " for " + config.lockWait()
                            + " (imprimatur.publisher.lock-wait)");
        }
    }

    /** Counts that the lock was taken once more, so that a former holder finds out even if its session lives. */
    private static long take(Connection connection, String name) throws SQLException {
        return new Sql(connection).first(TAKE, row -> row.getLong(1), name).orElseThrow();
    }

    /** Held by a session, with how often each lock was taken then. */
    private final class Holding implements Held {
        private final Connection session;
        private final Map<String, Long> taken;

        Holding(Connection session, Map<String, Long> taken) {
            this.session = session;
            this.taken = taken;
        }

        @Override
        public void check() {
            // The session is none of the transaction's.
            boolean lives = QuarkusTransaction.suspendingExisting()
                    .call(() -> session.isValid((int) SESSION_ANSWERS.toSeconds()));
            if (!lives) {
                throw lost("the database has ended its session");
            }
            QuarkusTransaction.joiningExisting().run(this::checkTaken);
        }

        private void checkTaken() {
            if (!isTakenByNoOther()) {
                throw lost("another publisher has taken it since");
            }
        }

        private boolean isTakenByNoOther() {
            return Sql.run(dataSource, "cannot look at the lock on " + taken.keySet(), sql -> {
                for (Map.Entry<String, Long> each : taken.entrySet()) {
                    Optional<Long> now = sql.first(TAKEN, row -> row.getLong(1), each.getKey());
                    if (!now.equals(Optional.of(each.getValue()))) {
                        return false;
                    }
                }
                return true;
            });
        }

        private PublishException lost(String why) {
            return PublishException.retryable(
                    FailureKinds.LOCK_LOST, "the lock on " + taken.keySet() + " is lost: " + why);
        }

        @Override
        public void close() {
            release(session);
        }
    }

    private static void release(Connection connection) {
        try (connection) {
            new SessionLocks(connection).release();
        } catch (SQLException e) {
            LOG.debugf("the connection that held a lock is gone, and the lock with it: %s", e.getMessage());
        }
    }
}
