package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a repository offers to those who follow its releases. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ReleasesTest {
    @Inject
    Bus bus;

    private Family family;
    private String address;

    @BeforeEach
    void aFamily() {
        family = new Family(bus);
        address = "/api/releases/" + family.repository;
    }

    @Test
    void areOneForEachPinnedTagAndEachRevisionAndNoneForMovingTags() {
        ImageReference first = family.push("first");
        ImageReference second = family.push("second");
        family.publish(first, "1.0.0", "1");
        family.publish(second, "1.0.0", "1");

        Map<String, Map<String, Object>> releases = releases();

        assertThat(releases).containsOnlyKeys("1.0.0", "1.0.0-r1", "1.0.0-r2");
        assertThat(releases.get("1.0.0"))
                .containsEntry("digest", second.digest().value());
        assertThat(releases.get("1.0.0-r1"))
                .containsEntry("digest", first.digest().value())
                .containsEntry("isDeprecated", false);
        assertThat(releases.get("1.0.0-r2"))
                .containsEntry("digest", second.digest().value())
                .containsEntry("isDeprecated", false);
        assertThat(Instant.parse((String) releases.get("1.0.0-r2").get("releaseTimestamp")))
                .isAfter((String) releases.get("1.0.0-r1").get("releaseTimestamp"));
    }

    @Test
    void whatIsGoneBackToIsAsOldAsItIsAndWhatIsLeftStaysDeprecatedWhenItIsUnblocked() {
        ImageReference left = family.push("second");
        family.publish(family.push("first"), "1.0.0");
        Object firstTime = releases().get("1.0.0-r1").get("releaseTimestamp");
        family.publish(left, "1.0.0");
        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null)).failure())
                .isNull();

        assertThat(releases().get("1.0.0-r2")).containsEntry("isDeprecated", true);
        given().contentType(ContentType.JSON)
                .delete("/api/blocks/" + left.digest())
                .then()
                .statusCode(204);

        assertThat(releases().get("1.0.0-r2")).containsEntry("isDeprecated", true);
        assertThat(releases().get("1.0.0-r1")).containsEntry("isDeprecated", false);
        assertThat(releases().get("1.0.0"))
                .containsEntry("isDeprecated", false)
                .containsEntry("releaseTimestamp", firstTime);
    }

    @Test
    void whatIsBlockedIsDeprecatedUntilItIsUnblocked() {
        ImageReference image = family.push("first");
        family.publish(image, "1.0.0");
        String block = "/api/blocks/" + image.digest();

        given().contentType(ContentType.JSON).put(block).then().statusCode(200);
        assertThat(releases().get("1.0.0")).containsEntry("isDeprecated", true);
        assertThat(releases().get("1.0.0-r1")).containsEntry("isDeprecated", true);

        given().contentType(ContentType.JSON).delete(block).then().statusCode(204);
        assertThat(releases().get("1.0.0")).containsEntry("isDeprecated", false);
    }

    @Test
    void aVersionWhoseLastDayIsOverIsDeprecatedWithAllItsRevisions() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        family.publish(family.push("before"), "1.0.0");
        publishMaintainedUntil("1.0.0", today.minusDays(1));
        publishMaintainedUntil("2.0.0", today.plusDays(1));

        Map<String, Map<String, Object>> releases = releases();

        assertThat(releases.get("1.0.0")).containsEntry("isDeprecated", true);
        assertThat(releases.get("1.0.0-r1")).containsEntry("isDeprecated", true);
        assertThat(releases.get("1.0.0-r2")).containsEntry("isDeprecated", true);
        assertThat(releases.get("2.0.0")).containsEntry("isDeprecated", false);
    }

    @Test
    void aRepositoryInWhichNothingIsPublishedIsNotThere() {
        get(address).then().statusCode(404).body("message", containsString(family.repository.path()));
        get("/api/releases/No_Repository").then().statusCode(400).body("message", containsString("repository: "));
    }

    private void publishMaintainedUntil(String version, LocalDate day) {
        TestCompleted verdict = Restated.first(family.push(version), family.candidate(version), day.toString());
        assertThat(family.publish(verdict).failure()).isNull();
    }

    private Map<String, Map<String, Object>> releases() {
        return get(address).then().statusCode(200).extract().jsonPath().<Map<String, Object>>getList("").stream()
                .collect(Collectors.toMap(release -> (String) release.get("version"), Function.identity()));
    }
}
