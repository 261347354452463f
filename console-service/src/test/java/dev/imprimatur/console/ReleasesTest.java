package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.Neighbours.Service;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The releases of a repository, in the form that Renovate reads. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(ReleasesTest.Publisher.class)
class ReleasesTest {
    private static final String DIGEST = "sha256:" + "1".repeat(64);

    /** A publisher that knows one repository. */
    public static class Publisher extends Neighbour {
        public Publisher() {
            super("/api/releases/");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            return asked.getPath().equals("/api/releases/team/node")
                    ? new Answer(200, """
                            [{"version": "22.1.0-r2", "releaseTimestamp": "2026-11-24T03:00:45Z", "digest": "%s",
                              "isDeprecated": true}]""".formatted(DIGEST))
                    : new Answer(404, "{\"message\": \"nothing is published\"}");
        }

        @Override
        protected Set<Service> services() {
            return Set.of(Service.PUBLISHER);
        }
    }

    @Test
    void haveTheFormOfACustomDataSource() {
        get("/api/releases/team/node")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("keySet()", contains("releases"))
                .body("releases.version", contains("22.1.0-r2"))
                .body("releases[0].releaseTimestamp", equalTo("2026-11-24T03:00:45Z"))
                .body("releases[0].digest", equalTo(DIGEST))
                .body("releases[0].isDeprecated", equalTo(true))
                .body("releases[0].changelogUrl", startsWith("http://localhost:"))
                .body("releases[0].changelogUrl", endsWith("/api/why?reference=" + DIGEST.replace(":", "%3A")));
    }

    @Test
    void ofAnUnknownRepositoryThereAreNone() {
        get("/api/releases/team/other").then().statusCode(404).body("message", equalTo("nothing is published"));
        get("/api/releases/Team").then().statusCode(400).body("message", startsWith("repository: "));
    }
}
