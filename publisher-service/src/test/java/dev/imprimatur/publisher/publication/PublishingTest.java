package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static dev.imprimatur.publisher.publication.Verdicts.rejected;
import static dev.imprimatur.publisher.publication.Verdicts.withId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.CandidateBuilder;
import dev.imprimatur.messaging.event.Cause;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.ImageChange;
import dev.imprimatur.messaging.event.PackageChange;
import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.PublishedTag;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class PublishingTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Bus bus;

    @Inject
    WorkQueue queue;

    @Inject
    PublishWork work;

    @Inject
    CancelledRebuilds cancelled;

    FlakyRegistry production;

    private final Registry behind = RegistriesResource.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = RegistriesResource.registry("IMPRIMATUR_STAGING");
    private Repository repository;

    @BeforeEach
    void newRepository() {
        repository = new Repository("publisher-test/" + UUID.randomUUID());
    }

    @AfterEach
    void up() {
        production.comeUp();
    }

    @Test
    void everyTagIsTheApprovedDigestByteForByte() {
        Repository second = new Repository(repository + "-bookworm");
        ImageReference staged = push("one");
        List<Tag> aliases = IntStream.range(0, 9)
                .mapToObj(i -> "a" + i)
                .flatMap(name -> Stream.of(repository.tag(name), second.tag(name)))
                .toList();
        TestCompleted event = approved(
                staged,
                candidate("node/22.1.0/bookworm", List.of(repository.tag("22.1.0"), second.tag("22.1.0")), aliases));

        PublishCompleted published = publish(event);

        assertThat(published.failure()).isNull();
        assertThat(published.digest()).isEqualTo(staged.digest());
        assertThat(published.reason()).isEqualTo("weekly rebuild");
        assertThat(published.tags())
                .extracting(PublishedTag::reference)
                .containsExactlyElementsOf(event.candidate().tags().stream()
                        .map(tag -> tag.in(production.registry()))
                        .toList());
        byte[] original = TestImages.get(staged).body();
        for (Tag tag : event.candidate().tags()) {
            HttpResponse<byte[]> read = TestImages.get(tag.in(behind));
            assertThat(read.body()).isEqualTo(original);
            assertThat(read.headers().firstValue("Docker-Content-Digest"))
                    .contains(staged.digest().value());
        }
        given().get("/api/tags?repository=" + second)
                .then()
                .statusCode(200)
                .body("", hasSize(11))
                .body("[0].digest", equalTo(staged.digest().value()))
                .body("[0].image", equalTo("node/22.1.0/bookworm"));
        given().get("/api/publications?rebuild=" + event.rebuildId())
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].state", equalTo("published"))
                .body("[0].attempts", equalTo(1));
        given().get("/api/logs/" + published.log().id())
                .then()
                .statusCode(200)
                .body(startsWith("==> attempt 1\napproved: " + staged))
                .body(containsString("tag " + repository.tag("22.1.0").in(production.registry()) + ": new\n"))
                .body(containsString("<== published " + staged.digest() + " with 22 tags, each read back"));
    }

    @Test
    void whatIsCancelledBeforeItsTagsAreTouchedIsDropped() {
        TestCompleted event = approved(push("cancelled"), node("22.1.0", "22"));
        bus.cancel(event.rebuildId());
        await().atMost(LONG).until(() -> cancelled.find(event.rebuildId()).isPresent());

        PublishCompleted published = publish(event);

        assertThat(published.failure().kind()).isEqualTo("cancelled");
        assertThat(published.tags()).isEmpty();
        assertThat(TestImages.get(repository.tag("22").in(behind)).statusCode()).isEqualTo(404);
    }

    @Test
    void theVerdictLiesBesideTheImageBeforeAnyTagIsSet() {
        TestCompleted event = approved(push("proven"), node("22.1.0", "22"));
        production.goDownAfter(0);
        bus.send(event);
        awaitWaits(event);

        assertThat(TestImages.referrers(in(behind).at(event.staged().digest()))).hasSize(1);
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void anIndexComesWithItsImages() {
        ImageReference staged = TestImages.pushIndex(in(staging), "index");

        PublishCompleted published = publish(approved(staged, node("22.1.0")));

        assertThat(published.failure()).isNull();
        assertThat(Digest.of(TestImages.get(repository.tag("22.1.0").in(behind)).body()))
                .isEqualTo(staged.digest());
    }

    @Test
    void aRebuildMovesTheTagsAndSaysWhereFrom() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        publish(approved(first, node("22.1.0", "22")));

        PublishCompleted published = publish(approved(second, node("22.1.0", "22", "lts")));

        assertThat(published.tags())
                .extracting(PublishedTag::previous)
                .containsExactly(first.digest(), first.digest(), null);
        assertThat(digestOf("22")).isEqualTo(second.digest());
    }

    @Test
    void aRebuildThatChangesNothingLeavesWhatIsPublished() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        int revision =
                publish(approved(first, node("22.1.0", "22"), "the same")).revision();

        TestCompleted again = approved(second, node("22.1.0", "22", "lts"), "the same");
        PublishCompleted published = publish(again);

        assertThat(published.changedNothing()).isTrue();
        assertThat(published.change()).isNull();
        assertThat(published.digest()).isEqualTo(first.digest());
        assertThat(published.revision()).isEqualTo(revision);
        assertThat(published.tags())
                .extracting(PublishedTag::previous)
                .containsExactly(first.digest(), first.digest(), null);
        assertThat(List.of(digestOf("22.1.0"), digestOf("22"), digestOf("lts"))).containsOnly(first.digest());
        assertThat(status("22.1.0-r" + (revision + 1))).isEqualTo(404);
        assertThat(TestImages.get(in(behind).at(second.digest())).statusCode()).isEqualTo(404);
        given().get("/api/publications?rebuild=" + again.rebuildId())
                .then()
                .body("[0].unchanged", equalTo(true))
                .body("[0].digest", equalTo(first.digest().value()));
    }

    @Test
    void whyItChangedAndWhichPackagesIsAnnounced() {
        Candidate candidate = node("22.1.0", "22");
        Candidate rebased = CandidateBuilder.builder()
                .image(candidate.image())
                .buildId(candidate.buildId())
                .platform(candidate.platform())
                .pinned(candidate.pinned())
                .aliases(candidate.aliases())
                .bases(candidate.bases())
                .reason(candidate.reason())
                .priority(candidate.priority())
                .allow(candidate.allow())
                .causes(List.of(new Cause("base-changed", "'base' is another")))
                .build();
        ImageReference first = push("first");
        PublishCompleted made =
                publish(Packages.listed(first, candidate, Map.of("libc6", "2.36-1", "old", "1", "same", "1")));

        PublishCompleted changed =
                publish(Packages.listed(push("second"), rebased, Map.of("libc6", "2.36-2", "new", "1", "same", "1")));
        PublishCompleted unlisted = publish(approved(push("third"), candidate));

        assertThat(made.change()).isEqualTo(new ImageChange(List.of(), null, null, null));
        assertThat(changed.change())
                .isEqualTo(new ImageChange(
                        rebased.causes(),
                        first.digest(),
                        List.of(
                                new PackageChange(
                                        "changed", "pkg:deb/debian/libc6", List.of("2.36-1"), List.of("2.36-2")),
                                new PackageChange("added", "pkg:deb/debian/new", List.of(), List.of("1")),
                                new PackageChange("removed", "pkg:deb/debian/old", List.of("1"), List.of())),
                        null));
        assertThat(unlisted.failure()).isNull();
        assertThat(unlisted.change().packages()).isNull();
    }

    @Test
    void otherContentIsPublishedAndSoIsUnknownContent() {
        ImageReference second = push("second");
        ImageReference third = push("third");
        publish(approved(push("first"), node("22.1.0"), "one"));

        PublishCompleted changed = publish(approved(second, node("22.1.0"), "other"));
        PublishCompleted unknown = publish(approved(third, node("22.1.0")));

        assertThat(changed.changedNothing()).isFalse();
        assertThat(changed.digest()).isEqualTo(second.digest());
        assertThat(unknown.digest()).isEqualTo(third.digest());
        assertThat(digestOf("22.1.0")).isEqualTo(third.digest());
    }

    @Test
    void whatIsBlockedOrNoLongerApprovedDoesNotStay() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        ImageReference third = push("third");
        Candidate candidate = node("22.1.0");
        publish(approved(first, candidate, "the same"));
        QuarkusTransaction.requiringNew().run(() -> note(rejected(first, candidate)));

        assertThat(publish(approved(second, candidate, "the same")).digest()).isEqualTo(second.digest());
        given().put("/api/blocks/" + second.digest() + "?reason=bad").then().statusCode(200);
        assertThat(publish(approved(third, candidate, "the same")).digest()).isEqualTo(third.digest());
    }

    @Test
    void aRejectedDigestIsNotPublishedAndNothingIsAnnounced() {
        TestCompleted rejection = rejected(push("bad"), node("22.1.0"));

        bus.send(rejection);

        awaitState(rejection, "rejected");
        publish(approved(push("good"), node("22.2.0")));
        assertThat(bus.published(rejection)).isEmpty();
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void aDigestWithoutAVerdictOfItsOwnIsRefused() {
        ImageReference tested = push("tested");
        ImageReference other = push("other");
        TestCompleted verdict = approved(tested, node("22.1.0"));
        TestCompleted swapped = approved(other, verdict.candidate());
        QuarkusTransaction.requiringNew().run(() -> {
            note(verdict);
            Publication.of(swapped).persist();
            queue.add(work, Publication.id(swapped), Priority.MANUAL);
        });

        PublishCompleted published = awaitPublished(swapped);

        assertThat(published.failure().kind()).isEqualTo("not-approved");
        assertThat(published.failure().message()).contains(other.digest().value(), "no verdict on it is known");
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void aLaterRejectionTakesAnApprovalBack() {
        ImageReference staged = push("doubtful");
        Candidate candidate = node("22.1.0");
        bus.send(approved(staged, candidate));
        await().atMost(LONG).until(() -> status("22.1.0") == 200);
        TestCompleted again = approved(staged, candidate);
        QuarkusTransaction.requiringNew().run(() -> {
            note(rejected(staged, candidate));
            Publication.of(again).persist();
            queue.add(work, Publication.id(again), Priority.MANUAL);
        });

        assertThat(awaitPublished(again).failure().message()).contains("its latest verdict is a rejection");
    }

    @Test
    void withoutTheKeyNothingIsPublishedAndTheGenuineVerdictStillIs() {
        TestCompleted genuine = approved(push("tested"), node("22.1.0", "22"));
        TestCompleted swapped = approved(push("evil"), node("22.1.0", "22"));
        TestCompleted unsigned = genuine.signed(null);
        TestCompleted ofStranger = TestKeys.sign(unsigned, SigningKey.generate());
        TestCompleted retagged = approved(genuine.staged(), node("22.1.0", "latest"));
        bus.send(unsigned);
        bus.send(ofStranger);
        bus.send(genuine.signed(swapped.envelope()));
        bus.send(retagged.signed(genuine.envelope()));

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/refusals")
                        .then()
                        .statusCode(200)
                        .body(refused(genuine), hasSize(3))
                        .body(refused(retagged), hasSize(1)));
        given().get("/api/refusals")
                .then()
                .body(
                        refused(genuine) + ".kind",
                        containsInAnyOrder("verdict-not-signed", "signer-unknown", "verdict-mismatch"))
                .body(refused(retagged) + ".kind", contains("verdict-mismatch"));
        assertThat(status("22.1.0")).isEqualTo(404);
        assertThat(status("latest")).isEqualTo(404);

        bus.send(genuine);

        await().atMost(LONG).until(() -> status("22") == 200);
        // A failure that the publisher tells in the name of a rebuild fails the image there.
        assertThat(awaitPublished(genuine).failure()).isNull();
        assertThat(bus.published(retagged)).isEmpty();
        assertThat(digestOf("22.1.0")).isEqualTo(genuine.staged().digest());
        assertThat(status("latest")).isEqualTo(404);
        assertThat(bus.deadLetters())
                .anySatisfy(record -> assertThat(new String(
                                record.headers()
                                        .lastHeader("dead-letter-reason")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .contains("signer-unknown: the verdict was refused"));
    }

    private static String refused(TestCompleted event) {
        return "findAll { it.rebuildId == '" + event.rebuildId() + "' }";
    }

    @Test
    void anApprovalFromBeforeSignaturesApprovesNothing() {
        TestCompleted event = approved(push("old"), node("22.1.0"));
        QuarkusTransaction.requiringNew().run(() -> {
            Approval.note(new SignedVerdict(event, null, Instant.now()));
            Publication.of(event).persist();
            queue.add(work, Publication.id(event), Priority.MANUAL);
        });

        assertThat(awaitPublished(event).failure().kind()).isEqualTo("verdict-not-signed");
    }

    @Test
    void aDigestThatStagingLacksIsRefused() {
        ImageReference missing = in(staging).at(Digest.of(repository.path().getBytes(StandardCharsets.UTF_8)));

        PublishCompleted published = publish(approved(missing, node("22.1.0")));

        assertThat(published.failure().kind()).isEqualTo("not-found");
        assertThat(published.failure().message()).contains(staging.host(), missing.toString(), "MANIFEST_UNKNOWN");
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void anImageFromAnotherRegistryIsRefused() {
        ImageReference foreign = new RepositoryReference(Registry.parse("localhost:1"), repository)
                .at(push("any").digest());

        assertThat(publish(approved(foreign, node("22.1.0"))).failure().kind()).isEqualTo("foreign-staging");
    }

    @Test
    void noTagMovesBackward() {
        ImageReference newer = push("newer");
        publish(approved(newer, node("0.12.15", "0.12")));

        PublishCompleted published = publish(approved(push("older"), node("0.12.9", "0.12")));

        assertThat(published.failure().kind()).isEqualTo("would-move-backward");
        assertThat(published.failure().message())
                .contains(repository + ":0.12 ", "node/0.12.15/bookworm", "node/0.12.9/bookworm");
        assertThat(digestOf("0.12")).isEqualTo(newer.digest());
        assertThat(status("0.12.9")).isEqualTo(404);
    }

    @Test
    void anothersTagIsNotTaken() {
        publish(approved(push("bookworm"), node("22.1.0", "22")));
        Candidate trixie = candidate(
                "node/22.1.0/trixie", List.of(repository.tag("22.1.0-trixie")), List.of(repository.tag("22")));

        PublishCompleted published = publish(approved(push("trixie"), trixie));

        assertThat(published.failure().kind()).isEqualTo("tag-taken");
        assertThat(status("22.1.0-trixie")).isEqualTo(404);
    }

    @Test
    void whoTakesOverKeepsWhatTheDeadOneDecidedToKeep() {
        ImageReference first = push("first");
        publish(approved(first, node("22.1.0", "22")));
        // Nothing but the journal says that this changes nothing.
        TestCompleted event = approved(push("second"), node("22.1.0", "22", "lts"));
        QuarkusTransaction.requiringNew().run(() -> {
            note(event);
            Publication.of(event).persist();
            PublicationAttempt.begun(Publication.id(event), 1).persist();
            List<Tag> tags = event.candidate().tags();
            planned(Publication.id(event), 0, tags.get(0), first.digest(), first.digest())
                    .persist();
            planned(Publication.id(event), 1, tags.get(1), first.digest(), first.digest())
                    .persist();
            planned(Publication.id(event), 2, tags.get(2), null, first.digest()).persist();
            queue.add(work, Publication.id(event), Priority.MANUAL);
        });

        PublishCompleted published = awaitPublished(event);

        assertThat(published.changedNothing()).isTrue();
        assertThat(published.digest()).isEqualTo(first.digest());
        assertThat(digestOf("lts")).isEqualTo(first.digest());
    }

    @Test
    void whoTakesOverFromTheDeadEndsTheSame() {
        ImageReference old = push("old");
        ImageReference fresh = push("fresh");
        publish(approved(old, node("22.1.0", "22", "lts")));
        TestCompleted event = approved(fresh, node("22.1.0", "22", "lts"));
        // As kill -9 leaves it between two tags: an attempt without an end, a journal, one tag moved.
        bring(fresh);
        TestImages.tag(
                new RepositoryReference(behind, repository).at(fresh.digest()),
                repository.tag("22").in(behind));
        QuarkusTransaction.requiringNew().run(() -> {
            note(event);
            Publication.of(event).persist();
            PublicationAttempt.begun(Publication.id(event), 1).persist();
            List<Tag> tags = event.candidate().tags();
            for (int i = 0; i < tags.size(); i++) {
                planned(Publication.id(event), i, tags.get(i), old.digest(), fresh.digest())
                        .persist();
            }
            queue.add(work, Publication.id(event), Priority.MANUAL);
        });

        PublishCompleted published = awaitPublished(event);

        assertThat(published.tags()).extracting(PublishedTag::previous).containsOnly(old.digest());
        for (String tag : List.of("22.1.0", "22", "lts")) {
            assertThat(digestOf(tag)).isEqualTo(fresh.digest());
        }
        List<PublicationAttempt> attempts =
                QuarkusTransaction.requiringNew().call(() -> PublicationAttempt.of(Publication.id(event)));
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getFirst().failure).contains("interrupted");
        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void anOutageIsWaitedFor() {
        production.goDown();
        given().get("/q/health/ready").then().statusCode(503).body(containsString("is it running?"));
        TestCompleted event = approved(push("patient"), node("22.1.0"));
        bus.send(event);
        awaitWaits(event);

        production.comeUp();

        assertThat(awaitPublished(event).failure()).isNull();
        assertThat(status("22.1.0")).isEqualTo(200);
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void whatIsGivenUpHalfwayIsTakenBack() {
        ImageReference old = push("old");
        publish(approved(old, node("22.1.0", "22", "lts", "jod")));
        TestCompleted event = approved(push("unlucky"), node("22.1.0", "22", "lts", "jod"));
        production.answer("PUT /v2/" + repository + "/manifests/jod", "503 Service Unavailable");

        bus.send(event);
        FailureReport failure = awaitPublished(event).failure();
        assertThat(failure.kind()).isEqualTo("registry-error");
        assertThat(failure.message()).contains("every tag is where it was");
        for (String tag : List.of("22.1.0", "22", "lts", "jod")) {
            assertThat(digestOf(tag)).isEqualTo(old.digest());
        }
    }

    @Test
    void aSecondDeliveryChangesNothing() {
        TestCompleted event = approved(push("twice"), node("22.1.0"));
        TestCompleted sameAgain = withId(event, event.eventId() + "-again");

        bus.send(event);
        bus.send(event);
        bus.send(sameAgain);
        awaitPublished(event);
        publish(approved(push("marker"), node("22.2.0")));

        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void garbageGoesAsideWithItsReasonAndStopsNothing() {
        String garbage = "{\"no\": \"" + repository + "\"}";
        bus.send("node/22.1.0/bookworm", garbage);

        assertThat(publish(approved(push("after"), node("22.1.0"))).failure()).isNull();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(bus.deadLetters()).anySatisfy(record -> {
                    assertThat(new String(record.value(), StandardCharsets.UTF_8))
                            .isEqualTo(garbage);
                    assertThat(new String(
                                    record.headers()
                                            .lastHeader("dead-letter-reason")
                                            .value(),
                                    StandardCharsets.UTF_8))
                            .contains("test-completed needs the fields");
                }));
    }

    @Test
    void manyImagesOfOneRepositoryAtOnce() {
        List<TestCompleted> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(approved(push("many " + i), node("22.1." + i)));
        }
        events.forEach(bus::send);

        for (TestCompleted event : events) {
            assertThat(awaitPublished(event).failure()).isNull();
            assertThat(digestOf(event.candidate().image().version()))
                    .isEqualTo(event.staged().digest());
        }
    }

    @Test
    void aBadQueryIsAnsweredWithTheReason() {
        given().get("/api/tags?repository=A")
                .then()
                .statusCode(400)
                .body("message", containsString("not a repository name: 'A'"));
    }

    private PublishCompleted publish(TestCompleted event) {
        bus.send(event);
        return awaitPublished(event);
    }

    private PublishCompleted awaitPublished(TestCompleted event) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.published(event), events -> !events.isEmpty())
                .getFirst();
    }

    private static void awaitState(TestCompleted event, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + event.rebuildId())
                        .then()
                        .body("[0].state", equalTo(state)));
    }

    private void awaitWaits(TestCompleted event) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + event.rebuildId())
                        .then()
                        .body("[0].waitingFor", equalTo("registry " + production.registry())));
    }

    private static void note(TestCompleted event) {
        Approval.note(new SignedVerdict(event, TestKeys.key().publicKey().id(), Instant.now()));
    }

    private RepositoryReference in(Registry registry) {
        return new RepositoryReference(registry, repository);
    }

    private ImageReference push(String text) {
        return TestImages.push(in(staging), repository + text);
    }

    private void bring(ImageReference image) {
        String text = repository + "fresh";
        assertThat(TestImages.push(in(behind), text).digest()).isEqualTo(image.digest());
    }

    private int status(String tag) {
        return TestImages.get(repository.tag(tag).in(behind)).statusCode();
    }

    private Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }

    private TagChange planned(String publicationId, int position, Tag tag, Digest from, Digest to) {
        TagChange change = new TagChange();
        change.publicationId = publicationId;
        change.position = position;
        change.role = position == 0 ? TagRole.PINNED : TagRole.ALIAS;
        change.reference = tag.in(production.registry()).toString();
        change.fromDigest = from == null ? null : from.value();
        change.toDigest = to.value();
        change.state = TagChange.State.PLANNED;
        return change;
    }

    private Candidate node(String version, String... aliases) {
        return candidate(
                "node/" + version + "/bookworm",
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }
}
