package dev.imprimatur.publisher.mirror;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.ProductionRegistries;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Queues copies that are in no queue. A mirror that was added to the configuration gets what was published before.
 * While publishers are replaced one after the other, one that does not know the mirror yet takes its copies off the
 * queue, so this looks again and again.
 */
@ApplicationScoped
public class Backfill {
    private static final Logger LOG = Logger.getLogger(Backfill.class);

    /** How many copies one transaction queues. */
    private static final int MOST = 1000;

    @Inject
    ProductionRegistries registries;

    @Inject
    MirrorQueries queries;

    @Inject
    MirrorQueue queue;

    @Inject
    MirrorWork work;

    /** Queues what a mirror, new or configured again, has never had, and copies that wait in no queue. */
    @Scheduled(every = "2m", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void fill() {
        registries.mirrors().forEach(this::fill);
    }

    private void fill(Registry mirror) {
        int missing = queue(() -> queries.addMissing(mirror, MOST));
        if (missing > 0) {
            LOG.infof("mirror %s is to get %d publications from before", mirror, missing);
        }
        // A backup may hold a publication whose tags are set and not announced; and a copy may be asked for while its
        // last try ends.
        queue(() -> queries.notQueued(mirror, work.name(), MOST));
    }

    /** Queues all of it, some in each transaction. */
    private int queue(Supplier<List<String>> some) {
        int all = 0;
        int queued;
        do {
            queued = QuarkusTransaction.requiringNew().call(() -> {
                List<String> copies = some.get();
                queue.add(copies);
                return copies.size();
            });
            all += queued;
        } while (queued == MOST);
        return all;
    }
}
