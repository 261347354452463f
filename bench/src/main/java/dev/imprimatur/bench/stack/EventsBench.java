package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.bench.process.Footprint;
import dev.imprimatur.bench.process.Report;
import dev.imprimatur.bench.process.Times;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.simulation.Behaviour;
import dev.imprimatur.simulation.SimulatedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A rebuild of many images through the real services, on an engine that only sleeps: what services take that nothing is
 * asked of, images a minute, memory, how soon a stage begins at a moderate load, and how long a claim takes when many
 * pieces of work wait. {@code EventsBench SCRIPT HOME IMAGES SECONDS text|json}, as the script calls it.
 */
public final class EventsBench {
    private static final String FAMILY = "bench-events";
    private static final Duration BUILD = Duration.ofMillis(50);
    /** Seconds for which images are asked for before that is measured, unless it is measured for less. */
    private static final int WARM = 60;
    /** Requests for one image each: 60 a minute, a fifth of what two cores can. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * Seconds that the services are left alone, since they are compiled for minutes, unless all is measured for less.
     */
    private static final int SETTLE = 300;
    /** Seconds that they are looked at then, unless all is measured for less. */
    private static final int IDLE = 60;

    private static final double GOAL_IDLE = 5;
    private static final double GOAL_IMAGES = 300;
    private static final double GOAL_START = 100;
    private static final double GOAL_CLAIM = 1.2;
    private static final double GOAL_MEMORY = 1.25;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PUBLISHED = "select count(*) from publisher.publication where state = 'PUBLISHED'";
    private static final String ENDED =
            "select count(*) from publisher.publication where rebuild_id = any (?) and finished_at is not null";

    private static final int FEW = 100;
    private static final int MANY = 100_000;
    private static final long MIB = 1024 * 1024;
    private static final long LOOK = 1_000_000_000;

    private final BenchStack stack;
    private final int images;
    private final Report report = new Report();

    private EventsBench(BenchStack stack, int images) {
        this.stack = stack;
        this.images = images;
    }

    /** Measures, and exits with 1 if a goal is missed. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path home = Path.of(arguments[1]);
        int images = Integer.parseInt(arguments[2]);
        Path catalog = BenchCatalog.write(home.resolve("catalog"), FAMILY, images, "RUN simulated");
        boolean reached;
        try (SimulatedEngine engine = new SimulatedEngine(0, new Behaviour(BUILD, 0, 0));
                BenchStack stack = new BenchStack(
                        Path.of(arguments[0]),
                        Files.createTempDirectory(home, "events"),
                        catalog,
                        1,
                        Map.of("imprimatur.engine.host", engine.address(), "imprimatur.messaging.work.threads", "4"))) {
            EventsBench bench = new EventsBench(stack, images);
            bench.measure(Integer.parseInt(arguments[3]));
            bench.report.print(arguments[4].equals("json"));
            reached = bench.report.reached();
        }
        System.exit(reached ? 0 : 1);
    }

    private void measure(int seconds) throws IOException, SQLException {
        stack.rebuildMeasured(FAMILY + "/1.0.1/bookworm");
        int settle = Math.min(SETTLE, seconds);
        report.put("idleAfterSeconds", settle);
        report.put("idlePercentOfACore", idle(Duration.ofSeconds(settle), Duration.ofSeconds(Math.min(IDLE, seconds))));
        try (Connection connection = stack.database()) {
            rebuild(connection);
            report.put("starts", starts(connection, seconds));
            report.put("claims", claims(connection));
        }
    }

    /**
     * What the services take that nothing is asked of. Only the first image was, so that programs have begun all that
     * they do.
     */
    private Map<String, Object> idle(Duration settle, Duration time) throws IOException {
        IdleTime idle = IdleTime.of(stack, settle, time);
        Map<String, Object> values = new LinkedHashMap<>();
        idle.shares().forEach((part, share) -> values.put(part, Math.round(share * 100) / 100.0));
        values.put("services together", rounded(idle.services(), GOAL_IDLE, idle.services() <= GOAL_IDLE));
        return values;
    }

    /** A rebuild of all. Memory is flat if a quarter of the images needed nearly as much as all. */
    private void rebuild(Connection connection) throws IOException, SQLException {
        long before = published(connection);
        Map<String, Footprint> begin = stack.footprints();
        long started = System.nanoTime();
        // Not in the common pool, which HTTP clients need, and which has one thread on two cores.
        CompletableFuture<Void> rebuild = CompletableFuture.runAsync(
                () -> stack.rebuildAll("12h"), task -> Thread.ofPlatform().start(task));
        while (!rebuild.isDone() && published(connection) - before < images / 4) {
            LockSupport.parkNanos(LOOK);
        }
        Map<String, Footprint> quarter = stack.footprints();
        rebuild.join();
        double minutes = (System.nanoTime() - started) / 6e10;
        report.put("images", images);
        report.put("imagesAMinute", rounded(images / minutes, GOAL_IMAGES, images / minutes >= GOAL_IMAGES));
        Map<String, Object> memory = new LinkedHashMap<>();
        Map<String, Object> processor = new LinkedHashMap<>();
        stack.footprints().forEach((part, end) -> {
            double grown = (double) end.most() / quarter.get(part).most();
            Map<String, Object> values = rounded(grown, GOAL_MEMORY, grown <= GOAL_MEMORY);
            values.put("mostMib", end.most() / MIB);
            memory.put(part, values);
            processor.put(
                    part, end.processor().minus(begin.get(part).processor()).toMillis() / images);
        });
        report.put("memoryTimesThatOfAQuarter", memory);
        report.put("processorMillisAnImage", processor);
    }

    /** One image after the other is asked for, whatever becomes of those before. */
    private Map<String, Object> starts(Connection connection, int seconds) throws SQLException {
        List<String> rebuilds = new ArrayList<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.setting("IMPRIMATUR_KAFKA")),
                new StringSerializer(),
                new StringSerializer())) {
            int warm = Math.min(WARM, seconds);
            for (int second = 0; second < warm; second++) {
                request(producer, second);
            }
            stack.forget();
            for (int second = 0; second < seconds; second++) {
                rebuilds.add(request(producer, warm + second));
            }
        }
        awaitEnd(connection, rebuilds);
        Map<String, Object> starts = new LinkedHashMap<>();
        StageStarts.of(stack).forEach((step, each) -> {
            Map<String, Object> values = each.values();
            values.putAll(rounded(each.percentile(99), GOAL_START, each.percentile(99) <= GOAL_START));
            starts.put(step, values);
        });
        return starts;
    }

    private static void awaitEnd(Connection connection, List<String> rebuilds) throws SQLException {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        try (PreparedStatement ended = connection.prepareStatement(ENDED)) {
            ended.setArray(1, connection.createArrayOf("text", rebuilds.toArray()));
            while (count(ended) < rebuilds.size()) {
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException(count(ended) + " of " + rebuilds.size()
                            + " rebuilds have ended after " + PATIENCE.toMinutes() + " minutes");
                }
                LockSupport.parkNanos(LOOK);
            }
        }
    }

    private String request(KafkaProducer<String, String> producer, int number) {
        RebuildId id = new RebuildId("r-" + UUID.randomUUID());
        try {
            RebuildRequested request = RebuildRequestedBuilder.builder()
                    .eventId(UUID.randomUUID().toString())
                    .occurredAt(Instant.now())
                    .rebuildId(id)
                    .type("rebuild-selected")
                    .select(FAMILY + "/1.0." + (1 + number % images) + "/bookworm")
                    .reason("bench")
                    .priority(Priority.MANUAL)
                    .requestedBy("bench")
                    .allow(List.of())
                    .build();
            producer.send(new ProducerRecord<>(
                    Topic.of(RebuildRequested.class).topic(),
                    request.key(),
                    EventJson.MAPPER.writeValueAsString(request)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        return id.value();
    }

    private Map<String, Object> claims(Connection connection) throws SQLException {
        List<Times> times = ClaimTimes.inTurns(connection, FEW, MANY);
        Times few = times.getFirst();
        Times many = times.getLast();
        double ratio = many.percentile(50) / few.percentile(50);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("p50MillisWith" + FEW, few.percentile(50));
        claims.put("p50MillisWith" + MANY, many.percentile(50));
        claims.put("ratio", rounded(ratio, GOAL_CLAIM, ratio <= GOAL_CLAIM));
        return claims;
    }

    private Map<String, Object> rounded(double value, double goal, boolean well) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("is", Math.round(value * 100) / 100.0);
        values.put("goal", goal);
        values.put("reached", report.reached(well));
        return values;
    }

    private static long published(Connection connection) throws SQLException {
        try (PreparedStatement published = connection.prepareStatement(PUBLISHED)) {
            return count(published);
        }
    }

    private static long count(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
