package dev.imprimatur.bench.console;

import dev.imprimatur.bench.process.Footprint;
import dev.imprimatur.bench.process.Programs;
import dev.imprimatur.bench.process.Report;
import dev.imprimatur.bench.process.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pages of a large fleet: how long they take, and how soon they show what happens. Every image comes by an event that
 * the console itself consumes. {@code ConsoleBench HOME IMAGES SECONDS ROUNDS text|json}, as the script calls it: in
 * the home run broker, database and console, and nothing else.
 */
public final class ConsoleBench {
    /** As many images as the first page shows of a large fleet. */
    private static final int SMALL = 300;

    private static final double FIRST_PAGE = 150;
    private static final double FILTER = 100;
    private static final double LAG = 500;
    private static final double MIB = 1024 * 1024;
    private static final int CLAIMS = 95;
    private static final int NEARLY_ALL = 99;

    /** Each is followed by one in which images fail. */
    private static final int SMALL_ROUND = 1;

    private static final int LARGE_ROUND = 3;
    private static final int LIVE_ROUND = 5;

    /**
     * Seconds for which images go through their stages before that is measured: while it came in, the fleet was only
     * published.
     */
    private static final int REHEARSED = 10;

    private final BenchHome home;
    private final BenchEvents events;
    private final BenchFeed feed;
    private final BenchPages pages;
    private final Report report = new Report();

    private ConsoleBench(BenchHome home, BenchFeed feed) {
        this.home = home;
        this.feed = feed;
        this.events = new BenchEvents(home.folder().resolve("keys"));
        this.pages = new BenchPages("http://localhost:" + home.port("console"));
    }

    /** Measures, and exits with 1 if a goal is missed. */
    public static void main(String[] arguments) throws IOException, SQLException {
        BenchHome home = new BenchHome(Path.of(arguments[0]));
        List<BenchImage> images = IntStream.range(0, Integer.parseInt(arguments[1]))
                .mapToObj(BenchImage::new)
                .toList();
        boolean reached;
        try (BenchNeighbours neighbours = new BenchNeighbours(home, images);
                BenchFeed feed = new BenchFeed(home)) {
            ConsoleBench bench = new ConsoleBench(home, feed);
            bench.measure(images, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            bench.report.print(arguments[4].equals("json"));
            reached = bench.report.reached();
        }
        System.exit(reached ? 0 : 1);
    }

    private void measure(List<BenchImage> images, int seconds, int rounds) throws IOException, SQLException {
        int small = Math.min(SMALL, images.size());
        // What is stale was stale before the renderer is asked.
        Instant at = Instant.now().minus(Duration.ofHours(1));
        publish(images.subList(0, small), SMALL_ROUND, at);
        Map<String, Times> before = pages.times(rounds);
        long begin = System.nanoTime();
        publish(images.subList(small, images.size()), LARGE_ROUND, at);
        double took = (System.nanoTime() - begin) / 1e9;
        report.putAll(feed.readModel());
        report.put("eventsPerSecondWhileFilling", Math.round((images.size() - small) / took));
        double idle = processor("console");
        Map<String, Times> after = pages.times(rounds);
        double perPage = (processor("console") - idle) / (BenchPages.asked(rounds) * after.size());
        Map<String, Object> times = new LinkedHashMap<>();
        after.forEach((name, each) -> times.put(name, page(name, each, before.get(name))));
        report.put("smallFleet", small);
        report.put("pages", times);
        report.put("consoleProcessorSecondsPerPage", perPage);
        report.put("lag", lag(images.size(), seconds));
        report.put(
                "consoleMostMib",
                Math.round(Footprint.of(home.process("console")).most() / MIB));
    }

    private void publish(List<BenchImage> images, int round, Instant at) throws SQLException {
        feed.send(events.requested(round, at));
        images.stream()
                .filter(image -> !image.neverPublished())
                .forEach(image -> feed.send(events.published(image, round, at)));
        images.stream()
                .filter(image -> image.neverPublished())
                .forEach(image -> feed.send(events.failed(image, round, at)));
        feed.awaitRecorded();
        images.stream()
                .filter(BenchImage::fails)
                .forEach(image -> feed.send(events.failed(image, round + 1, at.plusSeconds(1))));
        feed.send(events.ended(round, at.plusSeconds(2), images.size()));
        feed.awaitRecorded();
    }

    private Map<String, Object> page(String name, Times times, Times small) {
        double goal = name.startsWith("filter") ? FILTER : FIRST_PAGE;
        boolean well = report.reached(times.percentile(CLAIMS) <= goal);
        Map<String, Object> values = times.values();
        values.put("goalP95Millis", goal);
        values.put("reached", well);
        values.put("smallFleetP50Millis", small.values().get("p50Millis"));
        values.put("timesTheSmallFleet", Math.round(times.percentile(50) / small.percentile(50) * 100) / 100.0);
        return values;
    }

    private Map<String, Object> lag(int images, int seconds) throws SQLException {
        OpenPage page = new OpenPage(pages);
        int rehearsed = Math.min(REHEARSED, seconds);
        BenchLag.measured(feed, events, page, images, rehearsed, LIVE_ROUND);
        double console = processor("console");
        double stores = processor("local-stack");
        BenchLag lag =
                BenchLag.measured(feed, events, page, images, seconds, LIVE_ROUND + BenchLag.rounds(images, rehearsed));
        page.close();
        boolean well = report.reached(lag.shown().percentile(NEARLY_ALL) <= LAG);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("eventsPerSecond", Math.round(lag.perSecond()));
        values.put("heard", lag.heard().values());
        values.put("shown", lag.shown().values());
        values.put("goalP99Millis", LAG);
        values.put("reached", well);
        values.put("consoleProcessorSeconds", processor("console") - console);
        values.put("brokerAndDatabaseProcessorSeconds", Math.max(0, processor("local-stack") - stores));
        return values;
    }

    /** Seconds that a part and what it started have used until now. */
    private double processor(String part) {
        return Programs.seconds(home.process(part));
    }
}
