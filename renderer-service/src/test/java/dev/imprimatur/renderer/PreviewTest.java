package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class PreviewTest extends Pipeline {
    private static final String GROUND = "ground/1.0.0/bookworm";
    private static final String OLD = "app/1.0.9/bookworm";
    private static final String NEW = "app/1.0.15/bookworm";
    private static final String ALONE = "alone/3.0.0/bookworm";
    private static final Digest ROLLED_BACK = Digest.of("an earlier image".getBytes(StandardCharsets.UTF_8));

    @BeforeEach
    void publishEverything() {
        if (!stale().isEmpty()) {
            rebuildAll(GROUND, ALONE, NEW, OLD);
            next();
        }
    }

    @Test
    void aDryRunTellsWhatWouldBeBuiltAndHowLongItTakes() {
        plan("{}")
                .statusCode(200)
                .body("count", equalTo(4))
                .body("revision", matchesPattern("sha256:[0-9a-f]{64}"))
                .body("estimatedSeconds", greaterThanOrEqualTo(0))
                .body("images[0].image", equalTo(GROUND))
                .body("images[0].why[0].kind", equalTo("all"))
                .body("images[2].tags", equalTo(List.of("app:1.0.15", "app:1")))
                .body("changes.unchanged", equalTo(7));
        plan("{'select':'app/1.0.15/*'}")
                .body("images.image", equalTo(List.of(NEW)))
                .body("images[0].why[0].kind", equalTo("selected"))
                .body("tags.tag", equalTo(List.of("app:1", "app:1.0.15")));
        assertThat(renderedImages()).isEmpty();
    }

    @Test
    void nothingIsStaleRightAfterARebuild() {
        assertThat(stale()).isEmpty();

        request("rebuild-stale", null);

        RebuildCompleted completed = completed();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(completed.published()).isEmpty();
    }

    @Test
    void aChangedTemplateRebuildsWhatItAffects() throws IOException {
        change("app/Dockerfile", "FROM {base}\nRUN echo {version} again\n", () -> {
            assertThat(stale())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(OLD, "template-changed", NEW, "template-changed"));

            request("rebuild-stale", null);
            RebuildCompleted completed = publishAll(NEW, OLD);

            assertThat(completed.published()).hasSize(2);
            assertThat(renderedImages()).containsExactlyInAnyOrder(NEW, OLD);
            assertThat(stale()).isEmpty();
        });
    }

    @Test
    void aNewImageFromOutsideRebuildsTheChain() {
        mirror("{\"os\":\"linux\"}");

        assertThat(stale())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        GROUND, "base-changed", OLD, "base-rebuilt", NEW, "base-rebuilt", ALONE, "base-changed"));
        plan("{'stale':true,'select':'alone'}").body("images.image", equalTo(List.of(ALONE)));
    }

    @Test
    void aMovingTagGoesBackwardOnlyIfThatIsAllowed() throws IOException {
        change(
                "app/family.yaml",
                read("app/family.yaml").replace("{version: 1.0.9}, {version: 1.0.15}", "{version: 1.0.9}"),
                () -> {
                    plan("{}")
                            .body("changes.backward", equalTo(1))
                            .body("changes.vanished", equalTo(1))
                            .body("tags.find {it.tag == 'app:1'}.from", equalTo(NEW))
                            .body("tags.find {it.tag == 'app:1'}.to", equalTo(OLD))
                            .body("refused", containsString("app:1 would move backward from " + NEW + " to " + OLD));
                    plan("{'allow':['backward']}").body("refused", equalTo(null));

                    request("rebuild-all", null);
                    assertThat(completed().failure().kind()).isEqualTo("tags-refused");
                    assertThat(completed().failure().message())
                            .isEqualTo(
                                    "app:1 would move backward from " + NEW + " to " + OLD
                                            + "\nIf that is meant, allow backward with the request; ./imprimatur rebuild has --allow");

                    next();
                    request("rebuild-selected", "app", Allowance.BACKWARD);
                    RenderCompleted rendered = rendered(OLD);
                    assertThat(rendered.candidate().allow()).containsExactly(Allowance.BACKWARD);
                    assertThat(rendered.candidate().aliases()).hasToString("[app:1]");
                    publish(rendered);
                    completed();
                });
        plan("{}").body("tags.find {it.tag == 'app:1'}.kind", equalTo("moved"));
    }

    @Test
    void aMovingTagVanishesOnlyIfThatIsAllowedAndIsKept() throws IOException {
        change("alone/family.yaml", read("alone/family.yaml").replace("aliases: [major]\n", ""), () -> {
            plan("{}").body("refused", containsString("alone:3 would vanish: it names " + ALONE));
            plan("{'select':'app'}").body("refused", equalTo(null));

            request("rebuild-selected", "alone", Allowance.VANISH);
            publishAll(ALONE);

            plan("{}").body("refused", equalTo(null)).body("tags.find {it.tag == 'alone:3'}.kind", equalTo("vanished"));
        });
    }

    @Test
    void whatWasOnItsWayWhenItsTagsWereLetGoDoesNotTakeThatBack() throws IOException {
        withoutAlone(() -> {
            request("rebuild-all", null, Allowance.VANISH);
            publishAll(GROUND, NEW, OLD);
        });
        next();
        request("rebuild-selected", "alone");
        RenderCompleted late = rendered(ALONE);
        RebuildId lateRebuild = rebuild;
        PublishCompleted.Rollback rollback = new PublishCompleted.Rollback(
                new RebuildId("rollback"),
                null,
                "because",
                null,
                late.candidate().place() + 2);
        withoutAlone(() -> {
            next();
            request("rebuild-all", null, Allowance.VANISH);
            publishAll(GROUND, NEW, OLD);

            rebuild = lateRebuild;
            publish(late);
            completed();
            plan("{}").body("refused", equalTo(null)).body("tags.find {it.tag == 'alone:3'}.kind", equalTo("vanished"));

            send(published(late.candidate(), ROLLED_BACK, rollback));
            await().atMost(Duration.ofSeconds(30)).until(() -> reference(late.candidate()), ROLLED_BACK::equals);
            plan("{}").body("refused", equalTo(null));
        });
        next();
        request("rebuild-selected", "alone");
        publishAll(ALONE);
        withoutAlone(() -> plan("{}").body("refused", containsString("alone:3 would vanish")));
    }

    @Test
    void theHeaderTellsRevisionAndTimeOfTheRebuild() {
        String revision = given().contentType(ContentType.JSON)
                .post("/api/catalog/refresh")
                .jsonPath()
                .getString("revision");
        request("rebuild-selected", "alone");

        String dockerfile = rendered(ALONE).dockerfile();

        assertThat(dockerfile).contains(" org.opencontainers.image.revision=\"" + revision + "\" \\\n");
        assertThat(dockerfile).containsPattern(" org\\.opencontainers\\.image\\.created=\"20[0-9-]+T[0-9:]+Z\" ");
        publishAll(ALONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'select':' '} | 400 | select: expected patterns",
                "{'allow':['all']} | 400 | 'all' cannot be allowed",
                "{'selection':'app'} | 400 | selection",
                "garbage | 400 | garbage",
                "{'select':'nothing'} | 404 | no image of the catalogue matches 'nothing'; patterns are over",
            })
    void whatIsWrongIsSaid(String body, int status, String message) {
        plan(body).statusCode(status).body("message", containsString(message));
    }

    @Test
    void aBrokenCatalogueIsReportedWithEveryMistake() throws IOException {
        change(
                "alone/family.yaml",
                read("alone/family.yaml") + "alias: [x]\n",
                () -> plan("{}")
                        .statusCode(422)
                        .body("error", equalTo("catalog-invalid"))
                        .body("message", containsString("alone/family.yaml:8: 'alias' is unknown here")));
    }

    @Test
    void aChangeWithoutANameIsRefusedWithTheField() {
        plan("{'allow':[null]}").statusCode(400).body("message", startsWith("allow: "));
    }

    private Map<String, String> stale() {
        JsonPath plan = plan("{'stale':true}").statusCode(200).extract().jsonPath();
        List<String> images = plan.getList("images.image");
        return images.stream()
                .collect(Collectors.toMap(
                        image -> image, image -> plan.getString("images[" + images.indexOf(image) + "].why[0].kind")));
    }

    private static ValidatableResponse plan(String body) {
        return given().contentType(ContentType.JSON)
                .body(body.replace('\'', '"'))
                .post("/api/plan")
                .then();
    }

    private String read(String name) throws IOException {
        return Files.readString(config.catalog().resolve(name));
    }

    /** Changes a file of the catalogue for the time that this takes. */
    private void change(String name, String text, Runnable meanwhile) throws IOException {
        Path file = config.catalog().resolve(name);
        String before = Files.readString(file);
        try {
            Files.writeString(file, text);
            meanwhile.run();
        } finally {
            Files.writeString(file, before);
        }
    }

    private void withoutAlone(Runnable meanwhile) throws IOException {
        change("catalog.yaml", read("catalog.yaml").replace(", alone]", "]"), meanwhile);
    }

    private static Digest reference(Candidate candidate) {
        return QuarkusTransaction.requiringNew()
                .call(() -> PublishedImage.reference(candidate.image())
                        .orElseThrow()
                        .digest());
    }
}
