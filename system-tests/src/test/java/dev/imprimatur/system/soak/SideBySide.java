package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.system.Script;
import dev.imprimatur.system.ServiceMetrics;
import dev.imprimatur.system.Stack;
import dev.imprimatur.system.TestCatalog;
import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Two releases in one installation. A stack of the release before gets a second process of each service; its own are
 * replaced one after another by this release's, until there are two of each, one of either release; then those of the
 * release before end. The way back is the same the other way round, but that what is replaced is killed. All the time
 * things are wanted of it as in the soak, and the same checker looks on.
 *
 * <p>It is no run of the soak whose second processes are of another release: there are never two of several services
 * there, its stack is all of one release, and a second process has the settings of the first, which an older one need
 * not have. Here each process is started by the script of its release, with that release's settings.
 */
public final class SideBySide implements AutoCloseable {
    /** Where upgrade.md names an order, it is this one. */
    private static final List<String> ORDER = List.of("publisher", "builder-1", "tester", "renderer", "console");

    /** What each of them counts that it has done itself. */
    private static final Map<String, String> DONE = Map.of(
            "publisher", "imprimatur_publications_total",
            "builder-1", "imprimatur_builds_total",
            "tester", "imprimatur_verdicts_total",
            "renderer", "imprimatur_rebuilds_total",
            "console", "imprimatur_inbox_batches_total");

    /** How a rollback ends that has nothing to go back to, or comes after something newer. */
    private static final Set<String> LEFT_ALONE = Set.of("no-earlier-revision", "superseded");

    private static final int FIRST = 2;
    private static final Duration TICK = Duration.ofSeconds(2);

    private final long seed;
    private final Path before;
    private final Pace pace = Pace.unbroken();
    private final History history = new History();
    private final Clockwork clockwork = new Clockwork();
    private final Surroundings surroundings;
    private final Stack stack;
    private final Lookout lookout;
    private final Generator generator;
    private final ServiceMetrics metrics;
    private final List<Seconds> seconds = new ArrayList<>();

    /** Brings a stack up of the release that is packaged in this checkout. */
    public SideBySide(Path before, long seed) throws IOException {
        this.seed = seed;
        this.before = before;
        String prefix = "beside-" + Long.toString(System.currentTimeMillis(), 36);
        Path catalog = TestCatalog.of(prefix, 0).folder();
        surroundings = new Surroundings(seed, pace, new Recorder(history), new MirrorRecorder(history));
        Map<String, String> environment = new HashMap<>(surroundings.environment());
        // A release from before this was its default needs it for the way back: docs/operating/upgrade.md.
        environment.put("QUARKUS_FLYWAY_IGNORE_FUTURE_MIGRATIONS", "true");
        stack = Stack.in(surroundings.home(), environment, catalog, before);
        lookout = new Lookout(stack, surroundings, history);
        metrics = new ServiceMetrics(stack.script());
        generator = new Generator(
                seed, pace, catalog, prefix, stack.script(), Wishes.of(stack, history), history, clockwork);
    }

    /** Goes to this release and back, and gives what was violated first. */
    public Optional<Finding> run() throws IOException, InterruptedException {
        lookout.begin();
        try {
            work();
        } catch (Found e) {
            return Optional.of(e.finding);
        }
        return lookout.settled(pace.settling());
    }

    private void work() throws IOException, InterruptedException {
        for (int number = 0; number < FIRST; number++) {
            Instant asked = Instant.now();
            generator.first();
            awaitSince(asked, "the first rebuilds", SideBySide::succeeded);
        }
        Thread wishes = clockwork.again("generator", generator::wish);
        try {
            goOver("upgrade", before, Script.ROOT, part -> new Processes(stack).terminate(part));
            goOver("back", Script.ROOT, before, stack::kill);
        } finally {
            clockwork.end();
            wishes.join();
        }
        clockwork.check();
    }

    /** Something is violated already, so what is waited for may never come. */
    private static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Finding finding;

        Found(Finding finding) {
            super(finding.violations().toString());
            this.finding = finding;
        }
    }

    private void judge() {
        clockwork.check();
        lookout.judge().ifPresent(finding -> {
            throw new Found(finding);
        });
        assertThat(failed()).as("what failed, though nothing was broken").isEmpty();
    }

    private void goOver(String name, Path from, Path to, Consumer<String> end)
            throws IOException, InterruptedException {
        note(name + ": a second process of each service");
        Seconds others = new Seconds(stack, from, name);
        seconds.add(others);
        stack.goOver(to);
        for (String part : ORDER) {
            Instant replaced = note(name + ": " + part + " goes over");
            end.accept(part);
            stack.up();
            awaitSince(replaced, "a rebuild after " + part + " went over", SideBySide::succeeded);
            lookout.look();
        }
        Instant all = note(name + ": two of each, one of either release");
        await("work of each of " + others.addresses() + " and the stack's own")
                .atMost(pace.settling())
                .pollInterval(TICK)
                .until(() -> {
                    judge();
                    return idle(others).isEmpty();
                });
        awaitSince(all, "a rebuild", SideBySide::succeeded);
        awaitSince(all, "a rollback", entry -> entry instanceof RolledBack done && done.failure() == null);
        awaitSince(
                all,
                "a cancel",
                entry -> entry instanceof Completed done && done.outcome().equals("cancelled"));
        lookout.look();
        Instant alone = note(name + ": one of each");
        others.end();
        awaitSince(alone, "a rebuild of one release alone", SideBySide::succeeded);
    }

    private Instant note(String what) {
        Instant at = Instant.now();
        history.add(new Entry.Fault(at, what));
        return at;
    }

    private static boolean succeeded(Entry entry) {
        return entry instanceof Completed end && end.outcome().equals("succeeded");
    }

    /** Waits for the end of something that was asked for after this moment. */
    private void awaitSince(Instant moment, String what, Predicate<Entry> wanted) {
        await(what).atMost(pace.settling()).pollInterval(TICK).until(() -> {
            judge();
            List<Entry> seen = history.entries();
            Set<String> asked = seen.stream()
                    .filter(entry -> entry instanceof Requested && entry.at().isAfter(moment))
                    .map(entry -> ((Requested) entry).id())
                    .collect(Collectors.toSet());
            return seen.stream().filter(wanted).anyMatch(entry -> asked.contains(id(entry)));
        });
    }

    private static String id(Entry end) {
        return switch (end) {
            case Completed rebuild -> rebuild.id();
            case RolledBack rollback -> rollback.id();
            default -> throw new IllegalArgumentException("no end: " + end);
        };
    }

    /** Which processes have done nothing yet since they started. */
    private List<String> idle(Seconds others) throws IOException, InterruptedException {
        List<String> idle = new ArrayList<>();
        Map<String, String> own = metrics.texts();
        for (String part : ORDER) {
            URI other = others.addresses().get(part);
            if (done(part, own.get(part)) == 0) {
                idle.add(part);
            }
            if (done(part, metrics.text(other)) == 0) {
                idle.add("the second " + part);
            }
        }
        return idle;
    }

    private static double done(String part, String metrics) {
        Matcher counter = Pattern.compile("(?m)^" + DONE.get(part) + "(?:\\{.*})? ([0-9.E+-]+)$")
                .matcher(metrics);
        double sum = 0;
        while (counter.find()) {
            sum += Double.parseDouble(counter.group(1));
        }
        return sum;
    }

    /** What failed of all that was wanted, though nothing was broken. */
    public List<Entry> failed() {
        return history.entries().stream().filter(SideBySide::failed).toList();
    }

    private static boolean failed(Entry entry) {
        return switch (entry) {
            // An earlier renderer calls a cancelled one failed if a builder has read the cancel before it.
            case Completed rebuild ->
                rebuild.outcome().equals("failed")
                        && rebuild.others().get("cancelled").isEmpty();
            case RolledBack end -> end.failure() != null && !LEFT_ALONE.contains(end.failure());
            default -> false;
        };
    }

    /** What happened too little for this run to show anything. */
    public List<String> missing() {
        return Enough.missing(history.entries(), pace.run());
    }

    /** Writes the history, and the schedule that shows a violation, if there is one; gives what to tell of both. */
    public String write(Path folder, Optional<Finding> found) throws IOException {
        return "seed " + seed + ", " + lookout.write(folder, "side-by-side-" + seed, found);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        clockwork.end();
        seconds.forEach(Seconds::close);
        try (surroundings;
                stack) {
            lookout.close();
        }
    }
}
