package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imprimatur.planner.feed.FeedReading;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of one answer share the limits of one. */
class PagedFeedsTest extends FeedWithMemory {
    @Test
    void theSizeLimitOfAllPagesIsFourTimesThatOfOne() {
        FeedReading good = read();
        for (int page = 0; page < 8; page++) {
            page(page, index(20) + " ".repeat(6_000 - index(20).length()));
        }

        FeedReading reading = read();

        assertThat(reading.entries()).isEqualTo(good.entries());
        assertThat(reading.notices())
                .singleElement()
                .asString()
                .contains("its pages have more than 40000 bytes together");
        assertThat(server.requests())
                .as("no page after the one that is too much")
                .isEqualTo(8);
    }

    /** Each page is in time, all of them together are not. */
    @Test
    void theTimeLimitOfAllPagesIsFourTimesThatOfOne() {
        FeedReading good = read();
        for (int page = 0; page < 100; page++) {
            page(page, "[]", Duration.ofMillis(100));
        }

        FeedReading reading = read(
                FeedSettingsBuilder.builder(SETTINGS)
                        .timeout(Duration.ofSeconds(1))
                        .build(),
                MONDAY);

        assertThat(reading.entries()).isEqualTo(good.entries());
        assertThat(reading.notices()).singleElement().asString().contains("no whole answer within 4s");
    }

    /** What looks for the next page took minutes for it, outside every limit. */
    @ParameterizedTest
    @ValueSource(strings = {"<", "<>;", "<x>;rel=\"", "<>; rel rel"})
    void aLinkWithoutEndIsRefusedInTime(String part) {
        FeedReading good = read();
        server.on(PATH, exchange -> {
            exchange.getResponseHeaders().add("Link", part.repeat(300_000 / part.length()));
            FeedServer.send(exchange, 200, "[]");
        });

        FeedReading reading = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> read());

        assertThat(reading.entries()).isEqualTo(good.entries());
        assertThat(reading.notices())
                .singleElement()
                .asString()
                .contains("its Link header has more than 8192 characters");
    }

    @Test
    void aPageThatIsNamedByItsQueryAloneIsOneOfTheSameList() {
        server.on(PATH, exchange -> {
            exchange.getResponseHeaders().add("Link", "<?page=1>; rel=\"next\"");
            FeedServer.send(exchange, 200, index(20));
        });
        server.on(PATH + "?page=1", 200, "[{\"version\":\"v2.0.0\"}]");

        assertThat(read().entries()).hasSize(21);
    }

    private void page(int number, String text) {
        page(number, text, Duration.ZERO);
    }

    /** A page, given after this time, that has a next one. */
    private void page(int number, String text, Duration after) {
        server.on(number == 0 ? PATH : PATH + "?page=" + number, exchange -> {
            exchange.getResponseHeaders().add("Link", "<" + PATH + "?page=" + (number + 1) + ">; rel=\"next\"");
            LockSupport.parkNanos(after.toNanos());
            FeedServer.send(exchange, 200, text);
        });
    }
}
