package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** For how long nothing has been heard of images that are on their way is measured where a replica always is. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class QuietImagesTest extends Pipeline {
    private static final Pattern QUIET =
            Pattern.compile("(?m)^imprimatur_images_quiet_seconds(?:\\{[^}]*})? ([0-9.E+-]+)$");
    private static final double HOURS = Duration.ofHours(2).toSeconds();
    private static final double MINUTE = 60;

    @Inject
    EntityManager database;

    @Test
    void itBeginsAgainWithEachEventAndIsOverWithTheLastImage() {
        // What other tests left open.
        change("update rebuild_image set state = 'FAILED' where state = 'RENDERED'");
        assertThat(quiet()).isZero();

        request("rebuild-selected", "ground,alone");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");
        await().atMost(Duration.ofSeconds(10)).until(() -> quiet() > 0);
        assertThat(quiet()).isLessThan(MINUTE);

        change("update rebuild_image set rendered_at = rendered_at - interval '3 hours' where state = 'RENDERED'");
        change("update inbox_event set received_at = received_at - interval '2 hours'");
        assertThat(quiet()).isGreaterThanOrEqualTo(HOURS);

        publish(ground);
        await().atMost(Duration.ofSeconds(30)).until(() -> quiet() < MINUTE);

        publish(alone);
        completed();
        await().atMost(Duration.ofSeconds(10)).until(() -> quiet() == 0);
    }

    private void change(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(statement).executeUpdate());
    }

    private static double quiet() {
        return QUIET.matcher(given().get("/q/metrics").body().asString())
                .results()
                .mapToDouble(value -> Double.parseDouble(value.group(1)))
                .findFirst()
                .orElseThrow();
    }
}
