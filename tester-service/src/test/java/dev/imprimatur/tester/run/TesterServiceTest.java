package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.StagedLog;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.TarArtifact;
import dev.imprimatur.tester.fixture.Tests;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on real Kafka, PostgreSQL, engine and registry. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class TesterServiceTest extends TesterFixture {

    private static final String LOOPBACK = "RUN perl -MIO::Socket::INET -e '"
            + "$s = IO::Socket::INET->new(Listen => 1, LocalAddr => \"127.0.0.1\") or die \"listen: $@\";"
            + "IO::Socket::INET->new(PeerAddr => \"127.0.0.1\", PeerPort => $s->sockport) or die \"connect: $@\";'";

    private static final String OUTSIDE = "RUN perl -MIO::Socket::INET -e '"
            + "IO::Socket::INET->new(PeerAddr => \"192.0.2.1\", PeerPort => 80, Timeout => 5) or die \"connect: $@\";'";

    @Test
    void whatPassesEveryTestIsApprovedAndStaysAsItIs() throws Exception {
        EngineImage before = engine.image(image.imageId().value()).orElseThrow();

        TestCompleted verdict = verdictOn(List.of(
                test("name", "RUN grep image /name"),
                test("arguments", "RUN test \"$IMPRIMATUR_VERSION-$IMPRIMATUR_VARIANT\" = 22.23.3-bookworm"),
                test("files", "COPY Dockerfile /copied\nRUN test -s /copied")));

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.eventId()).isEqualTo(rebuild + "/node/22.23.3/bookworm/tested");
        assertThat(verdict.staged()).isEqualTo(image.staged());
        assertThat(verdict.failure()).isNull();
        assertThat(verdict.attempts()).hasSize(1).allMatch(attempt -> attempt.failure() == null);
        assertThat(verdict.results()).extracting(TestResult::name).containsExactly("name", "arguments", "files");
        assertThat(verdict.results()).allMatch(TestResult::passed);
        assertThat(verdict.evidence())
                .extracting(EvidenceReference::predicateType)
                .containsExactly(Provenance.TYPE, "https://cyclonedx.org/bom", EndOfLife.TYPE);
        assertEvidenceLiesInStaging(verdict);
        assertThat(verdict.logs()).extracting(StagedLog::stage).containsExactly("test");
        assertThat(printed(verdict)).contains("==> attempt 1 at ", "==> test files ", "<== test files: passed");
        assertThat(verdict.restated()).isEmpty();
        assertThat(verdict.content()).isNotNull();
        EngineImage after = engine.image(image.imageId().value()).orElseThrow();
        assertThat(after.layers()).isEqualTo(before.layers());
        assertThat(after.tags()).isEqualTo(before.tags());
        assertThat(contents.ofTests()).isEmpty();
    }

    @Test
    void theEndOfLifeOfThePublishedImageIsSignedAgainIfThisOneIsTheSame() throws Exception {
        TestCompleted first = verdictOn(List.of(test("name", "RUN true")));
        BuildCompleted built = built(image.staged(), List.of(test("name", "RUN true")));

        BuildCompleted again = of(
                built, new RebuildId("r-" + UUID.randomUUID()), first.staged().digest());
        send(again);
        TestCompleted same = verdict(again.rebuildId());

        assertThat(same.content()).isEqualTo(first.content());
        assertThat(same.restated()).extracting(EvidenceReference::predicateType).containsExactly(EndOfLife.TYPE);
        RegistryClient staging = new RegistryClient(RegistryClientSettings.defaults());
        RepositoryReference repository = RepositoryReference.of(same.staged());
        Manifest artifact =
                staging.manifest(repository.at(same.restated().getFirst().artifact()));
        Statement statement = Statement.parse(
                Bundle.parse(staging.blob(repository, artifact.layers().getFirst(), 10_000))
                        .envelope()
                        .verified(Envelope.IN_TOTO, new TrustedKeys(List.of(Path.of("target/keys/trusted")))::find));
        assertThat(statement.digest()).isEqualTo(first.staged().digest());
        assertThat(statement.predicate().path("endOfLife").asText()).isEqualTo("2027-04-30");
        assertThat(Instant.parse(statement.predicate().path("statedAt").asText()))
                .isBefore(Instant.now());

        BuildCompleted unknown = of(built, new RebuildId("r-" + UUID.randomUUID()), Digest.of(new byte[] {1}));
        send(unknown);
        assertThat(verdict(unknown.rebuildId()).restated())
                .as("nothing is said of what was never tested here")
                .isEmpty();
    }

    private static BuildCompleted of(BuildCompleted built, RebuildId rebuild, Digest published) {
        return BuildCompletedBuilder.builder()
                .eventId("built-" + rebuild)
                .occurredAt(built.occurredAt())
                .rebuildId(rebuild)
                .candidate(CandidateBuilder.builder(built.candidate())
                        .published(published)
                        .build())
                .imageId(built.imageId())
                .staged(built.staged())
                .tests(built.tests())
                .build();
    }

    private static String printed(TestCompleted verdict) throws IOException {
        RegistryClient staging = new RegistryClient(RegistryClientSettings.defaults());
        RepositoryReference repository = RepositoryReference.of(verdict.staged());
        Manifest artifact =
                staging.manifest(repository.at(verdict.logs().getLast().artifact()));
        assertThat(artifact.artifactType()).isEqualTo(LogArtifact.TYPE);
        assertThat(artifact.subject().orElseThrow().digest())
                .isEqualTo(verdict.staged().digest());
        byte[] content = staging.blob(repository, artifact.layers().getFirst(), 10_000_000);
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertEvidenceLiesInStaging(TestCompleted verdict) throws Exception {
        RegistryClient staging = new RegistryClient(RegistryClientSettings.defaults());
        RepositoryReference repository = RepositoryReference.of(verdict.staged());
        TrustedKeys trusted = new TrustedKeys(List.of(Path.of("target/keys/trusted")));
        for (EvidenceReference each : verdict.evidence()) {
            Manifest artifact = staging.manifest(repository.at(each.artifact()));
            assertThat(artifact.subject().orElseThrow().digest())
                    .isEqualTo(verdict.staged().digest());
            byte[] content = staging.blob(repository, artifact.layers().getFirst(), 10_000_000);
            Statement statement =
                    Statement.parse(Bundle.parse(content).envelope().verified(Envelope.IN_TOTO, trusted::find));
            assertThat(statement.digest()).isEqualTo(verdict.staged().digest());
            assertThat(statement.predicateType()).isEqualTo(each.predicateType());
            if (each.predicateType().equals(EndOfLife.TYPE)) {
                assertThat(statement.predicate().path("endOfLife").asText()).isEqualTo("2027-04-30");
                assertThat(EventJson.MAPPER
                                .readTree(artifact.bytes())
                                .path("annotations")
                                .path(EndOfLife.ANNOTATION)
                                .asText())
                        .isEqualTo("2027-04-30");
            }
            if (each.predicateType().equals("https://cyclonedx.org/bom")) {
                assertThat(statement.predicate().path("components").findValuesAsText("purl"))
                        .anyMatch(purl -> purl.matches("pkg:deb/debian/dpkg@.*distro=debian-12"));
            }
        }
    }

    @Test
    void oneThatDoesNotPassStopsNoneThatFollows() {
        TestCompleted verdict = verdictOn(List.of(
                test("passes", "RUN true"),
                test("fails", "RUN echo some output\nRUN echo the reason && exit 3"),
                test("hangs", "RUN sleep 60", 1, false),
                test("is none", "FROM scratch"),
                test("misspelt", "RUNN true"),
                test("lacks a file", "COPY nothing /x"),
                test("passes too", "RUN true")));

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.results())
                .extracting(TestResult::outcome)
                .containsExactly(
                        Outcome.PASSED,
                        Outcome.FAILED,
                        Outcome.TIMED_OUT,
                        Outcome.FAILED,
                        Outcome.FAILED,
                        Outcome.FAILED,
                        Outcome.PASSED);
        assertThat(verdict.results().subList(1, 6))
                .extracting(result -> result.failure().kind())
                .containsExactly("test-failed", "test-timed-out", "test-invalid", "test-invalid", "test-invalid");
        assertThat(verdict.attempts()).hasSize(1);
        assertThat(verdict.failure().kind()).isEqualTo("test-failed");
        assertThat(verdict.failure().retryable()).isFalse();
        assertThat(verdict.failure().message())
                .contains("test 'fails' failed", "5 of 7 tests did not pass; also: hangs, is none");
        assertThat(verdict.failure().command()).contains("echo the reason && exit 3");
        assertThat(verdict.failure().exitCode()).isEqualTo(3);
        assertThat(verdict.failure().output()).contains("the reason");
        assertThat(contents.ofTests()).isEmpty();
    }

    @Test
    void healthTestsStandAmongTheOthersInTheirOrder() {
        HealthProbe works = new HealthProbe(
                List.of("/bin/sh", "-c", "echo it starts; sleep 60"),
                null,
                null,
                null,
                List.of("grep", "image", "/name"),
                1);
        HealthProbe ends = new HealthProbe(
                List.of("/bin/sh", "-c", "echo its end; exit 5"), null, null, new HealthProbe.TcpSocket(8080), null, 1);

        TestCompleted verdict = verdictOn(List.of(
                Tests.health("ends", 30, ends),
                test("name", "RUN grep image /name"),
                Tests.health("works", 30, works)));

        assertThat(verdict.results()).extracting(TestResult::name).containsExactly("ends", "name", "works");
        assertThat(verdict.results())
                .extracting(TestResult::outcome)
                .containsExactly(Outcome.FAILED, Outcome.PASSED, Outcome.PASSED);
        assertThat(verdict.failure().exitCode()).isEqualTo(5);
        assertThat(log())
                .contains(
                        "==> test works (limit 30 s, network off)\n",
                        "it starts\n",
                        "'grep image /name' ended with exit code 0\n",
                        "<== test works: passed");
    }

    @Test
    void filesOfALargeTestComeFromStaging(@TempDir Path folder) throws IOException {
        byte[] tar = Tars.of(Map.of(
                "Dockerfile", "COPY data /data\nRUN test \"$(wc -c < /data)\" = 500000", "data", "x".repeat(500_000)));
        Digest digest = Digest.of(tar);
        RepositoryReference repository =
                new RepositoryReference(image.tag().registry(), new Repository("tester-it/contexts"));
        TarArtifact.push(
                new RegistryClient(RegistryClientSettings.defaults()),
                repository,
                digest,
                tar.length,
                Files.write(folder.resolve("test.tar"), tar));
        Archive large = Archive.larger(digest, tar.length);
        ImageTest small = test("small", "RUN true");

        TestCompleted verdict = verdictOn(
                List.of(small, small.packed(large.at(TarArtifact.reference(repository, digest, tar.length)))));

        assertThat(verdict.results())
                .extracting(TestResult::outcome)
                .as("%s", verdict.failure())
                .containsExactly(Outcome.PASSED, Outcome.PASSED);
    }

    @Test
    void aTestWithoutTheNetworkHasLoopbackAlone() {
        TestCompleted verdict = verdictOn(List.of(
                test("loopback", LOOPBACK),
                test("alone", "RUN test \"$(ls /sys/class/net)\" = lo"),
                test("outside", OUTSIDE),
                test("with", "RUN ls /sys/class/net | grep eth0", 30, true)));

        assertThat(verdict.results())
                .extracting(TestResult::outcome)
                .containsExactly(Outcome.PASSED, Outcome.PASSED, Outcome.FAILED, Outcome.PASSED);
        assertThat(verdict.failure().output()).contains("Network is unreachable");
    }

    @Test
    void anEngineWithoutTheImagePullsItAndKeepsNothingOfIt() {
        images.forget(image);
        assertThat(engine.image(image.staged().toString())).isEmpty();

        TestCompleted verdict = verdictOn(List.of(test("name", "RUN grep image /name")));

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(engine.image(image.staged().toString())).isEmpty();
        assertThat(engine.image(image.imageId().value())).isEmpty();
    }

    @Test
    void nothingIsApprovedUntested() {
        TestCompleted verdict = verdictOn(List.of());

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.failure().kind()).isEqualTo("no-tests");
    }

    @Test
    void runsAreShownInPages() {
        send(built(List.of(test("first", "RUN true"))));
        verdict();

        given().queryParam("size", 1).get("/api/tests").then().body("$", hasSize(1));
        given().queryParam("rebuild", rebuild.value())
                .queryParam("page", 1)
                .get("/api/tests")
                .then()
                .body("$", hasSize(0));
        given().queryParam("size", 201).get("/api/tests").then().statusCode(400);
    }

    @Test
    void logsAndRunsCanBeRead() {
        TestCompleted verdict = verdictOn(List.of(test("talks", "RUN echo what it says")));

        String text = given().get("/api/logs/{id}", verdict.log().id())
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .extract()
                .asString();
        assertThat(text).contains("==> test talks (limit 30 s, network off)", "what it says", "<== test talks: passed");
        assertThat(given().get("/api/logs/{id}?timestamps=true", verdict.log().id())
                        .asByteArray())
                .hasSize((int) verdict.log().bytes());
        given().get("/api/logs/{id}/records", verdict.log().id())
                .then()
                .body("size()", equalTo(verdict.log().records()))
                .body("last().digest", equalTo(verdict.log().digest().value()));
        given().get("/api/logs/none").then().statusCode(404).body(containsString("keeps no log 'none'"));
        given().queryParam("rebuild", rebuild.value())
                .get("/api/tests")
                .then()
                .body("[0].state", equalTo("approved"))
                .body("[0].image", equalTo("node/22.23.3/bookworm"))
                .body("[0].staged", equalTo(image.staged().toString()))
                .body("[0].results[0].outcome", equalTo("passed"));
        given().queryParam("rebuild", "a b")
                .get("/api/tests")
                .then()
                .statusCode(400)
                .body(containsString("query parameter 'rebuild': not a rebuild's id: 'a b'"));
    }

    @Test
    void itIsReadyWhileTheEngineAnswers() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(containsString("engine"))
                .body("checks.find { it.name == 'keys' }.data.keySet()", hasItems("imprimatur.builds.keys"));
        System.setProperty(EngineGate.CLOSED, "true");
        await().untilAsserted(() ->
                given().get("/q/health/ready").then().statusCode(503).body(containsString("does not answer")));
    }
}
