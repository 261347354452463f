package dev.imprimatur.console.page.frame;

import dev.imprimatur.console.replay.Replay;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.stream.DoubleStream;

/** Reads off the consumers' own measurements how far the read model is behind. */
@ApplicationScoped
public class LagMeter {
    private static final String LAG = "kafka.consumer.fetch.manager.records.lag";
    private static final String CONNECTIONS = "kafka.consumer.connection.count";
    private static final String WAIT = "imprimatur.inbox.wait";

    @Inject
    MeterRegistry meters;

    /** How far it is behind now. */
    public Lag now() {
        return measured(rebuilt());
    }

    /** The same as far as it is known without the database, which may be what a page has to say does not answer. */
    Lag byMeters() {
        return measured(false);
    }

    private Lag measured(boolean rebuilt) {
        Collection<Gauge> connections = meters.find(CONNECTIONS).gauges();
        boolean connected = connections.isEmpty() || values(connections).sum() > 0;
        long events = (long) values(meters.find(LAG).gauges()).sum();
        long waiting = (long) values(meters.find(WAIT).gauges()).max().orElse(0);
        return new Lag(connected, events, waiting, rebuilt);
    }

    private static boolean rebuilt() {
        return QuarkusTransaction.joiningExisting().call(() -> Replay.open().isPresent());
    }

    private static DoubleStream values(Collection<Gauge> gauges) {
        return gauges.stream().mapToDouble(Gauge::value).filter(Double::isFinite);
    }
}
