package dev.imprimatur.renderer;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.QueueDetails;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits here, and for what. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class QueueTest extends Pipeline {
    @Inject
    @All
    List<QueueDetails> details;

    @Test
    void whatStandsOnABaseWaitsForItUntilItIsPublished() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");

        assertThat(held(ground))
                .containsExactly(
                        Map.entry("app/1.0.9/bookworm", List.of("ground/1.0.0/bookworm")),
                        Map.entry("app/1.0.15/bookworm", List.of("ground/1.0.0/bookworm")));

        publish(ground);
        rendered("app/1.0.9/bookworm");
        rendered("app/1.0.15/bookworm");
        assertThat(held(ground)).isEmpty();
    }

    @Test
    void aRenderingIsKnownByItsImageAndItsAttempts() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");

        String id = ground.rebuildId() + "/ground/1.0.0/bookworm";
        Map<String, QueueDetails.Detail> known = details.stream()
                .filter(each -> each.kind().equals("render"))
                .findFirst()
                .orElseThrow()
                .of(List.of(id, "r-unknown/a/1.0.0/b"));

        assertThat(known.keySet()).containsExactly(id);
        assertThat(known.get(id).image()).isEqualTo("ground/1.0.0/bookworm");
        assertThat(known.get(id).rebuildId()).isEqualTo(ground.rebuildId().value());
        get("/api/queue/own/plan").then().statusCode(200);
        get("/api/queue/own/none").then().statusCode(400).body("message", containsString("[plan, render]"));
        get("/api/queue/held?limit=0").then().statusCode(400).body("message", containsString("limit"));
    }

    private static List<Map.Entry<String, List<String>>> held(RenderCompleted of) {
        return get("/api/queue/held?limit=500").jsonPath().<Map<String, Object>>getList("images").stream()
                .filter(image -> of.rebuildId().value().equals(image.get("rebuildId")))
                .map(QueueTest::entry)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map.Entry<String, List<String>> entry(Map<String, Object> image) {
        return Map.entry((String) image.get("image"), (List<String>) image.get("bases"));
    }
}
