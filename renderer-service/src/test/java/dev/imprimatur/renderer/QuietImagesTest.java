package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoublePredicate;
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
            Pattern.compile("(?m)^imprimatur_images_quiet_seconds(?:\\{[^}]*})? ([0-9.E+-]+|NaN)$");
    private static final double HOURS = Duration.ofHours(2).toSeconds();
    private static final double MINUTE = 60;

    @Inject
    EntityManager database;

    @Test
    void newImagesAndPublicationsAreNoSignOfBuildersOrTesters() {
        giveUpWhatOthersLeft();
        becomes(seconds -> seconds == 0);

        RenderCompleted ground = only("ground", "ground/1.0.0/bookworm");
        becomes(seconds -> seconds > 0 && seconds < MINUTE);
        hoursPass();
        RenderCompleted alone = only("alone", "alone/3.0.0/bookworm");
        becomes(seconds -> seconds >= HOURS);
        publish(alone);
        completed();
        becomes(seconds -> seconds >= HOURS);

        built(ground);
        becomes(seconds -> seconds < MINUTE);

        rebuild = ground.rebuildId();
        publish(ground);
        completed();
        becomes(seconds -> seconds == 0);
    }

    /** The only image of another rebuild. */
    private RenderCompleted only(String select, String image) {
        next();
        request("rebuild-selected", select);
        return rendered(image);
    }

    private void built(RenderCompleted image) {
        kafka.send(TestSignatures.sign(BuildCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(image.rebuildId())
                .candidate(image.candidate())
                .imageId(BUILT)
                .staged(ImageReference.of(
                        PRODUCTION, image.candidate().pinned().getFirst().repository(), BUILT))
                .build()));
    }

    private void giveUpWhatOthersLeft() {
        change(
                "update rebuild_image set state = 'FAILED', failed_stage = 'build',"
                        + " failure = '{\"kind\":\"build-failed\",\"message\":\"left by another test\"}' where state = 'RENDERED'");
    }

    private void hoursPass() {
        change("update rebuild_image set rendered_at = rendered_at - interval '3 hours' where state = 'RENDERED'");
        change("update inbox_event set received_at = received_at - interval '3 hours'");
    }

    private static void becomes(DoublePredicate what) {
        await().atMost(Duration.ofSeconds(30)).until(() -> what.test(quiet()));
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
