package dev.imprimatur.builder.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of clearing by an account that may not do all of it, in a registry that holds four repositories. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class RefusedClearingTest {
    private static final Set<String> ALL = Set.of("a", "b", "c", "d");
    private static final String DIGEST = "sha256:" + "1".repeat(64);
    private static final Pattern REPOSITORY = Pattern.compile("/v2/([^/]+)/.*");

    @Inject
    StagingRetention retention;

    @Inject
    DecidedBuilds builds;

    @Inject
    EntityManager database;

    @Inject
    MeterRegistry meters;

    @Inject
    Scheduler scheduler;

    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger log = Logger.getLogger(StagingRefusals.class.getPackageName());
    private final Handler warned = new Warnings();
    private volatile int refusal = 403;
    private volatile boolean refusesAll;
    private HttpServer registry;
    private String there;
    private double refusalsBefore;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            var path = REPOSITORY.matcher(exchange.getRequestURI().getPath());
            boolean deletes = exchange.getRequestMethod().equals("DELETE");
            boolean refuses = (deletes || refusesAll) && path.matches() && forbidden.contains(path.group(1));
            if (refuses) {
                refused.add(path.group(1));
            }
            exchange.sendResponseHeaders(refuses ? refusal : deletes ? 202 : 404, -1);
            exchange.close();
        });
        registry.start();
        scheduler.pause();
        there = "localhost:" + registry.getAddress().getPort();
        log.addHandler(warned);
        refusalsBefore = gauge();
        ALL.forEach(repository -> decided(repository, 30));
    }

    @AfterEach
    void stop() {
        execute("delete from context_use where build_id in (select id from build where rebuild_id = 'refused')");
        execute("delete from build where rebuild_id = 'refused'");
        retention.clear(inAnHour());
        log.removeHandler(warned);
        registry.stop(0);
        scheduler.resume();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void anAccountThatMayNotDeleteIsRefusedOnceInARoundInEachRepository(int status) {
        refusal = status;
        forbidden.addAll(ALL);

        for (int round = 1; round <= 6; round++) {
            retention.clear(inAnHour());
            assertThat(refused).hasSize(4 * round);
        }

        assertThat(left(ALL)).isEqualTo(120);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("may not clear staging", "registry " + there + " did not delete", "docker login " + there);
        assertThat(refusals()).isEqualTo(4.0);
    }

    @Test
    void onceItMayTheNextRoundClearsAll() {
        forbidden.addAll(ALL);
        for (int round = 1; round <= 5; round++) {
            retention.clear(inAnHour());
        }
        forbidden.clear();

        retention.clear(inAnHour());

        assertThat(left(ALL)).isZero();
        assertThat(refusals()).isZero();
    }

    @Test
    void repositoriesInWhichItMayNotKeepNothingInOthers() {
        forbidden.addAll(Set.of("a", "c"));

        retention.clear(inAnHour());

        assertThat(refused).containsExactlyInAnyOrder("a", "c");
        assertThat(left(Set.of("b", "d"))).isZero();
        assertThat(left(Set.of("a", "c"))).isEqualTo(60);
        assertThat(refusals()).isEqualTo(2.0);
    }

    @Test
    void ofManyRepositoriesInWhichItMayNotSomeAreAskedInARound() {
        IntStream.range(0, 40).forEach(i -> {
            decided("many" + i, 1);
            forbidden.add("many" + i);
        });
        forbidden.addAll(ALL);

        for (int round = 1; round <= 12; round++) {
            refused.clear();
            retention.clear(inAnHour());
            assertThat(refused).hasSizeBetween(1, 30).doesNotHaveDuplicates();
        }
        forbidden.clear();
        for (int round = 1; round <= 6; round++) {
            retention.clear(inAnHour());
        }

        assertThat(left(ALL)).isZero();
    }

    @Test
    void contextsAreClearedOnceItMayThoughARepositoryBeforeThemRefusesForGood() {
        execute("insert into context_use values ('a-1', '" + there + "/contexts@" + DIGEST + "')");
        forbidden.addAll(Set.of("a", "contexts"));
        for (int round = 1; round <= 3; round++) {
            retention.clear(inAnHour());
        }
        assertThat(refused).contains("contexts");
        forbidden.remove("contexts");

        retention.clear(inAnHour());

        assertThat(strings("select build_id from context_use where reference like '" + there + "/%'"))
                .isEmpty();
    }

    /** Such as a registry that does not say whether a repository is there, or to whom it may say so. */
    @Test
    void aRefusalKeepsNoRowForLongerThanHistoryIsKept() {
        forbidden.addAll(ALL);
        refusesAll = true;
        ended("decided-long-ago", 366, "staged = '" + there + "/a@" + DIGEST + "', released_at = now()");
        ended("decided", 364, "staged = '" + there + "/a@" + DIGEST + "', released_at = now()");
        ended("undecided", 366, "staged = '" + there + "/a@sha256:" + "2".repeat(64) + "'");
        ended("failed-long-ago", 366, "sent_to = '" + there + "/a:1-r-1', failure = '{}'");
        ended("failed", 364, "sent_to = '" + there + "/a:2-r-1', failure = '{}'");
        Stream.of("decided-long-ago", "undecided")
                .forEach(build ->
                        execute("insert into context_use values ('" + build + "', '" + there + "/d@" + DIGEST + "')"));

        for (int round = 1; round <= 5; round++) {
            retention.clear(inAnHour());
        }

        assertThat(strings("select id from build where rebuild_id = 'refused' and retired_at is not null"))
                .containsExactlyInAnyOrder("decided-long-ago", "failed-long-ago");
        assertThat(strings("select build_id from context_use where reference like '" + there + "/%'"))
                .containsExactly("undecided");
        assertThat(warnings)
                .filteredOn(line -> line.contains("clear it by other means") && line.contains("2 builds"))
                .singleElement()
                .asString()
                .contains("more than 365 days ago", there + "/a stays");
    }

    @Test
    void onlyWhatTheRefusalIsAboutIsGivenUp() {
        List.of("gone:1/a", "gone:1/ab", "gone:1/a/b", "gone:12/a").forEach(repository -> {
            ended("failed in " + repository, 366, "sent_to = '" + repository + ":1-r-1', failure = '{}'");
            ended("decided in " + repository, 366, "staged = '" + repository + "@" + DIGEST + "', released_at = now()");
        });
        String gone = "select id from build where rebuild_id = 'refused' and retired_at is not null";

        builds.giveUp("gone:1/a");
        assertThat(strings(gone)).containsExactlyInAnyOrder("failed in gone:1/a", "decided in gone:1/a");

        builds.giveUp("gone:1");
        assertThat(strings(gone)).hasSize(6).noneMatch(build -> build.contains("gone:12"));
    }

    private void ended(String id, int daysAgo, String and) {
        execute("insert into build (id, rebuild_id, image, event, received_at, completed_at) values ('" + id
                + "', 'refused', '" + id + "', '{}', now(), now() - interval '" + daysAgo + " days')");
        execute("update build set " + and + " where id = '" + id + "'");
    }

    @SuppressWarnings("unchecked")
    private List<String> strings(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(query, String.class).getResultList());
    }

    private double refusals() {
        return gauge() - refusalsBefore;
    }

    private double gauge() {
        return meters.get("imprimatur.staging.refusals").gauge().value();
    }

    private void decided(String repository, int many) {
        execute("insert into build (id, rebuild_id, image, event, received_at, staged, completed_at, released_at)"
                + " select '" + repository + "-' || n, 'refused', '" + repository
                + "-' || n, '{}', now(), '" + there + "/" + repository
                + "@sha256:' || lpad(n, 64, '0'), now(), now()"
                + " from (select cast(generate_series(1, " + many + ") as text) as n) numbers");
    }

    private long left(Set<String> repositories) {
        return QuarkusTransaction.requiringNew().call(() -> (Long) database.createNativeQuery(
                        "select count(*) from build where retired_at is null and rebuild_id = 'refused'"
                                + " and split_part(id, '-', 1) in ('" + String.join("', '", repositories)
                                + "')",
                        Long.class)
                .getSingleResult());
    }

    private void execute(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(statement).executeUpdate());
    }

    private static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private final class Warnings extends Handler {
        private final Formatter format = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(format.formatMessage(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
