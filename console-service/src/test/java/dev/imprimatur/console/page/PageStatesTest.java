package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Neighbours.Service;
import dev.imprimatur.console.Wire;
import dev.imprimatur.console.contract.Endpoints;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page, while something that it needs is away: it says so, and shows the rest. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(PageStatesTest.Away.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageStatesTest {
    private static final List<String> PAGES = List.of(
            "/fleet",
            "/rebuilds",
            "/rebuilds/stated",
            "/rebuilds/new?type=all",
            "/images/node/22.23.3/bookworm",
            "/rollbacks/stated-back",
            "/logs/b-3333333333abcdef0123",
            "/activity",
            "/queue",
            "/workers",
            "/dead-letters",
            "/drift",
            "/mirrors",
            "/audit");

    /** They lead to a page, sign in, are no page, or have all that they show from one service. */
    private static final Set<String> ELSEWHERE =
            Set.of("/", "/find", "/tags/…", "/digests/…", "/sign-in", "/sign-in/oidc", "/live", "/dead-letters/…");

    @Inject
    MeterRegistry meters;

    @Inject
    DataSource dataSource;

    /** Answers nothing that it is asked; where the builder should be, nothing listens. */
    public static class Away extends Others {
        @Override
        protected Set<Service> services() {
            return Set.of(Service.RENDERER, Service.TESTER, Service.PUBLISHER);
        }
    }

    @Order(1)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/fleet | Nothing is published yet.",
                "/rebuilds | No rebuild was asked for yet.",
                "/rebuilds/stated | There is no such page.",
                "/images/node/22.23.3/bookworm | There is no such page.",
                "/rollbacks/stated-back | There is no such page.",
                "/rebuilds/new?type=failed | no image failed when it was rebuilt last",
                "/activity | Nothing was published yet.",
                "/workers | No builder and no tester did anything in the last seven days."
            })
    void anEmptyReadModelIsSaidSo(String address, String words) {
        assertThat(asked(address).asString()).containsIgnoringCase(words);
    }

    @Order(2)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/fleet | It is not known what is stale",
                "/fleet | It is not known which tags were moved outside",
                "/rebuilds/stated | It is not known why all images wait, or what runs now",
                "/rebuilds/new?type=all | renderer",
                "/images/node/22.23.3/bookworm | The publisher does not answer",
                "/images/node/22.23.3/bookworm | It is not known which digests its tags named",
                "/rollbacks/stated-back | It is not known whether it still is",
                "/logs/b-3333333333abcdef0123 | imprimatur.console.builder",
                "/activity | The publisher does not answer",
                "/queue | It is not known what waits here",
                "/workers | What they are doing is not known",
                "/dead-letters | are not shown",
                "/drift | The publisher does not answer",
                "/mirrors | The publisher does not answer"
            })
    void aServiceThatIsAwayIsSaidSo(String address, String words) {
        happened();
        await().untilAsserted(() -> assertThat(asked(address).asString()).contains(words));
    }

    @Order(3)
    @ParameterizedTest
    @MethodSource("pagesAndLags")
    void thatKafkaIsDownOrMuchIsNotReadYetIsSaidSo(String address, String meter, double value, String words) {
        happened();
        assertThat(asked(address).asString()).doesNotContain(words);
        Gauge gauge =
                Gauge.builder(meter, () -> value).tag("topic", "of-a-test").register(meters);
        try {
            assertThat(asked(address).asString()).contains("role=\"alert\"").contains(words);
        } finally {
            meters.remove(gauge);
        }
    }

    static Stream<Arguments> pagesAndLags() {
        return PAGES.stream()
                .flatMap(address -> Stream.of(
                        // As if every consumer had lost its connections.
                        Arguments.of(
                                address,
                                "kafka.consumer.connection.count",
                                -1_000_000.0,
                                "Kafka does not answer: nothing that happens now is shown"),
                        Arguments.of(
                                address, "kafka.consumer.fetch.manager.records.lag", 4711.0, "4711 events behind")));
    }

    /** A row as that of a read model that is being made again; no work of it waits. */
    @Order(4)
    @Test
    void thatTheReadModelIsBeingMadeAgainIsSaidSo() throws SQLException {
        happened();
        String words = "The read model is being made again from the topics: rebuilds and images are still missing";
        change("insert into replay (id, requested_at) values ('replay-stated', now())");
        try {
            // That of a log is an error's page here, as the builder has it, and an error may be the database's.
            assertThat(PAGES)
                    .filteredOn(address -> !address.startsWith("/logs/"))
                    .allSatisfy(address -> assertThat(asked(address).asString())
                            .as(address)
                            .contains("role=\"alert\"")
                            .contains(words));
        } finally {
            change("delete from replay where id = 'replay-stated'");
        }
        assertThat(PAGES)
                .allSatisfy(address ->
                        assertThat(asked(address).asString()).as(address).doesNotContain(words));
    }

    @Order(5)
    @Test
    void everyPageIsHere() {
        Set<String> shown = PAGES.stream()
                .map(address -> address.replaceFirst("\\?.*", ""))
                .map(address -> address.replaceFirst(
                        "/(stated|stated-back|node/22.23.3/bookworm|b-3333333333abcdef0123)$", "/…"))
                .collect(Collectors.toSet());
        assertThat(Endpoints.pages()).containsAll(ELSEWHERE);
        assertThat(Endpoints.pages().stream().filter(address -> !ELSEWHERE.contains(address)))
                .containsExactlyInAnyOrderElementsOf(shown);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void happened() {
        if (page("/rebuilds").contains("/rebuilds/stated")) {
            return;
        }
        Wire.tell("stated", List.of(RenderCompleted.class, PublishCompleted.class));
        Wire.tell("stated-back", List.of(RollbackRequested.class, RollbackCompleted.class));
    }

    private static Response asked(String address) {
        return given().urlEncodingEnabled(false).header("Accept", "text/html").get(address);
    }
}
