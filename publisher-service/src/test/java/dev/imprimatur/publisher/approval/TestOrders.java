package dev.imprimatur.publisher.approval;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.order.Order;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Gives and signs places as the renderer does. */
public final class TestOrders {
    private static final Path FOLDER = Path.of("target/test-keys");
    private static final AtomicLong LAST = new AtomicLong(System.currentTimeMillis() * 1000);

    private TestOrders() {}

    /** The renderer's key, which the publisher under test trusts. */
    public static SigningKey key() {
        return new OwnKey(
                        Optional.empty(),
                        Optional.of(FOLDER.resolve("renderer.pem")),
                        Optional.of(FOLDER.resolve("renderers")))
                .load("places");
    }

    /** The next place. */
    public static long next() {
        return LAST.incrementAndGet();
    }

    /** The candidate with a place of its own, unless it has one, signed. */
    public static Candidate sign(Candidate candidate, RebuildId rebuild) {
        Candidate placed = candidate.place() == null ? candidate.placed(next(), next()) : candidate;
        return Order.sign(placed, rebuild, key());
    }

    /** The request with its place. */
    public static RollbackOrdered order(RollbackRequested request) {
        return order(request, next());
    }

    /** The request with this place. */
    public static RollbackOrdered order(RollbackRequested request, long place) {
        return Order.sign(
                new RollbackOrdered(
                        RollbackOrdered.id(request.rebuildId()),
                        Instant.now(),
                        request.rebuildId(),
                        request,
                        place,
                        null),
                key());
    }
}
