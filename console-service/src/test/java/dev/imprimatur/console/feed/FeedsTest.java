package dev.imprimatur.console.feed;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.SyndFeedInput;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

@ConsoleTest
class FeedsTest {

    @Test
    void aRepositoryAndATagHaveEachTheirFeed() throws Exception {
        publish("feed-1", "22.23.3");
        publish("feed-2", "24.18.1");

        SyndFeed repository = feed("/feeds/feedy-bookworm.atom");
        SyndFeed tag = feed("/feeds/feedy-bookworm.atom?tag=22.23.3");

        assertThat(repository.getTitle()).isEqualTo("feedy-bookworm");
        assertThat(repository.getUri()).endsWith("/feeds/feedy-bookworm.atom");
        assertThat(repository.getEntries())
                .extracting(SyndEntry::getUri)
                .containsExactly("urn:imprimatur:event:feed-2/e5", "urn:imprimatur:event:feed-1/e5");
        assertThat(tag.getEntries()).extracting(SyndEntry::getUri).containsExactly("urn:imprimatur:event:feed-1/e5");
        assertThat(tag.getEntries().getFirst().getAuthor()).isEqualTo("Imprimatur");
        assertThat(tag.getEntries().getFirst().getContents().getFirst().getValue())
                .contains("feedy/22.23.3/bookworm is sha256:2222", "localhost:5000/feedy-bookworm:22.23.3, ")
                .doesNotContain("localhost:5000/feedy:");
        String link = tag.getEntries().getFirst().getLink();
        assertThat(link).startsWith("http://localhost:").endsWith("/images/feedy/22.23.3/bookworm");
        get(link).then().statusCode(200).contentType("text/html");
    }

    @Test
    void whatNothingWasPublishedAsHasNoFeed() {
        publish("feed-3", "23.1.0");
        get("/feeds/some/where.atom")
                .then()
                .statusCode(404)
                .body("message", startsWith("nothing was published as some/where"));
        get("/feeds/feedy-bookworm.atom?tag=23.1.0").then().statusCode(200);
        get("/feeds/feedy-bookworm.atom?tag=23.1.O")
                .then()
                .statusCode(404)
                .body("message", startsWith("nothing was published as feedy-bookworm:23.1.O"));
    }

    @Test
    void aCharacterThatXmlDoesNotHaveIsReplaced() throws Exception {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, "feed-4")
                        .replace("node", "unusual")
                        .replace("feed-4/e5", "feed-4/\uFFFE")
                        .replace("weekly rebuild", "a\uFFFFb"));
        Wire.awaitEvents("feed-4", 1);

        SyndEntry entry = feed("/feeds/unusual-bookworm.atom").getEntries().getFirst();

        assertThat(entry.getUri()).isEqualTo("urn:imprimatur:event:feed-4/\uFFFD");
        assertThat(entry.getContents().getFirst().getValue()).contains("a\uFFFDb");
    }

    @Test
    void aNulInAPublicationLeavesFeedsReadable() throws Exception {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, "feed-5")
                        .replace("node", "nul")
                        .replace("2.36-9+deb12u13", "2.36\\u00009"));
        Wire.awaitEvents("feed-5", 1);

        assertThat(feed("/feeds/nul-bookworm.atom")
                        .getEntries()
                        .getFirst()
                        .getContents()
                        .getFirst()
                        .getValue())
                .contains("pkg:deb/debian/libc6 changed 2.36-9+deb12u10 to 2.36\uFFFD9");
    }

    @Test
    void whatIsNoRepositoryIsSaidSo() {
        get("/feeds/No.atom").then().statusCode(400).body("message", startsWith("repository: "));
        get("/feeds/node.atom?tag=a%20b").then().statusCode(400).body("message", startsWith("tag: "));
    }

    private static void publish(String rebuild, String version) {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, rebuild)
                        .replace("node", "feedy")
                        .replace("22.23.3", version));
        Wire.awaitEvents(rebuild, 1);
    }

    private static SyndFeed feed(String path) throws Exception {
        String text = get(path)
                .then()
                .statusCode(200)
                .contentType("application/atom+xml")
                .extract()
                .asString();
        return new SyndFeedInput().build(new StringReader(text));
    }
}
