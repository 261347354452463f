package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.approval.TestOrders;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Places, and not the order in which verdicts come, decide who has a tag. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class OrderOfTruthTest {
    @Inject
    Bus bus;

    FlakyRegistry production;

    private Family family;

    @BeforeEach
    void newFamily() {
        family = new Family(bus);
    }

    @AfterEach
    void up() {
        production.comeUp();
    }

    @Test
    void anOlderRebuildThatIsTestedLaterTakesNothing() {
        ImageReference fix = family.push("cve-fix");
        TestCompleted slow = verdict(family.push("slow"), TestOrders.next());
        TestCompleted urgent = verdict(fix, TestOrders.next());

        assertThat(family.publish(urgent).failure()).isNull();
        PublishCompleted told = family.publish(slow);

        assertThat(told.failure().kind()).isEqualTo("superseded");
        assertThat(told.failure().message())
                .contains(urgent.rebuildId().value(), fix.digest().value());
        assertThat(family.digestOf("1")).isEqualTo(fix.digest());
    }

    @Test
    void whatHasNoPlaceIsOlderThanAnythingThatHasOne() {
        ImageReference placed = family.push("placed");
        TestCompleted before = unplaced(family.push("before"));
        assertThat(family.publish(before).failure()).isNull();
        assertThat(family.publish(verdict(placed, TestOrders.next())).failure()).isNull();

        assertThat(family.publish(unplaced(family.push("late"))).failure().kind())
                .isEqualTo("superseded");
        assertThat(family.digestOf("1")).isEqualTo(placed.digest());
    }

    @Test
    void aRebuildFromBeforeARollbackDoesNotUndoIt() {
        ImageReference good = family.push("good");
        family.publish(verdict(good, TestOrders.next()));
        family.publish(verdict(family.push("bad"), TestOrders.next()));
        TestCompleted running = verdict(family.push("as bad"), TestOrders.next());
        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null)).failure())
                .isNull();

        assertThat(family.publish(running).failure().kind()).isEqualTo("superseded");
        assertThat(family.digestOf("1")).isEqualTo(good.digest());
    }

    @Test
    void aRollbackFromBeforeARebuildDoesNotUndoThat() {
        long early = TestOrders.next();
        ImageReference repaired = family.push("repaired");
        family.publish(verdict(family.push("good"), early - 2_000_000));
        ImageReference bad = family.push("bad");
        family.publish(verdict(bad, early - 1_000_000));
        family.publish(verdict(repaired, TestOrders.next()));
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);

        bus.send(TestOrders.order(request, early));

        RollbackCompleted completed = family.rolledBack(request);
        assertThat(completed.failure().kind()).isEqualTo("superseded");
        assertThat(family.digestOf("1")).isEqualTo(repaired.digest());
        assertThat(given().get("/api/blocks").jsonPath().getList("digest"))
                .doesNotContain(bad.digest().value(), repaired.digest().value());
    }

    @Test
    void aPlaceThatNoRendererSignedFreezesNothing() {
        ImageReference forged = family.push("forged");
        Candidate candidate = family.candidate("1.0.0", "1").placed(Long.MAX_VALUE, 1);
        TestCompleted unsigned = sign(Verdicts.approved(forged, candidate), candidate);
        TestCompleted ofStranger = Verdicts.approved(forged, candidate);
        ofStranger = sign(ofStranger, Order.sign(candidate, ofStranger.rebuildId(), SigningKey.generate()));
        TestCompleted ofTester = Verdicts.approved(forged, candidate);
        ofTester = sign(ofTester, Order.sign(candidate, ofTester.rebuildId(), TestKeys.key()));
        TestCompleted genuine = verdict(forged, TestOrders.next());
        TestCompleted raised =
                sign(genuine, candidate.ordered(genuine.candidate().order()));
        TestCompleted ofAnotherRebuild = sign(Verdicts.approved(forged, candidate), genuine.candidate());

        for (TestCompleted each : List.of(unsigned, ofStranger, ofTester, raised, ofAnotherRebuild)) {
            assertThat(family.publish(each).failure().kind()).isEqualTo("order-refused");
        }
        assertThat(family.status("1")).isEqualTo(404);
        assertThat(family.publish(verdict(family.push("next"), TestOrders.next()))
                        .failure())
                .isNull();
    }

    @Test
    void aRollbackThatNoRendererSignedMovesNothing() {
        family.publish(verdict(family.push("good"), TestOrders.next()));
        ImageReference current = family.push("current");
        family.publish(verdict(current, TestOrders.next()));
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        RollbackOrdered genuine = TestOrders.order(request);
        int dead = bus.deadLetters().size();

        bus.send(new RollbackOrdered("a", genuine.occurredAt(), genuine.rebuildId(), request, genuine.place(), null));
        bus.send(new RollbackOrdered(
                "b", genuine.occurredAt(), genuine.rebuildId(), request, genuine.place() + 9, genuine.order()));
        bus.send(Order.sign(genuine, TestKeys.key()));
        await().atMost(Family.LONG).until(() -> bus.deadLetters().size() >= dead + 3);

        assertThat(family.digestOf("1")).isEqualTo(current.digest());
        bus.send(genuine);
        assertThat(family.rolledBack(request).failure()).isNull();
    }

    @Test
    void aLaterRebuildOnAnOlderBaseTakesNothing() {
        Family bases = new Family(bus);
        ImageReference old = bases.push("old base");
        ImageReference fresh = bases.push("new base");
        bases.publish(Verdicts.approved(old, bases.candidate("1.0.0")));
        long security = TestOrders.next();
        long background = TestOrders.next();
        TestCompleted onOld = verdict(family.push("background"), candidate(background, old));
        bases.publish(Verdicts.approved(fresh, bases.candidate("1.0.0").placed(security, security)));
        ImageReference child = family.push("security");
        assertThat(family.publish(verdict(child, candidate(security, fresh))).failure())
                .isNull();

        PublishCompleted told = family.publish(onOld);

        assertThat(told.failure().kind()).isEqualTo("superseded");
        assertThat(told.failure().message()).contains("newer base", old.digest().value());
        assertThat(family.digestOf("1")).isEqualTo(child.digest());
        ImageReference later = family.push("background again");
        assertThat(family.publish(verdict(later, candidate(TestOrders.next(), fresh)))
                        .failure())
                .isNull();
    }

    @Test
    void anImageThatTheCataloguePinsBackToAnOlderVersionOfItsBaseIsPublished() {
        Family bases = new Family(bus);
        ImageReference one = bases.push("1.0.0");
        ImageReference two = bases.push("2.0.0");
        bases.publish(Verdicts.approved(one, bases.candidate("1.0.0").placed(TestOrders.next(), 1)));
        bases.publish(Verdicts.approved(two, bases.candidate("2.0.0").placed(TestOrders.next(), 1)));
        assertThat(family.publish(verdict(family.push("on 2"), candidate(TestOrders.next(), two)))
                        .failure())
                .isNull();
        TestCompleted before = verdict(family.push("rendered before"), candidate(TestOrders.next(), 1, one));
        ImageReference back = family.push("back on 1");

        assertThat(family.publish(before).failure().kind()).isEqualTo("superseded");
        assertThat(family.publish(verdict(back, candidate(TestOrders.next(), one)))
                        .failure())
                .isNull();

        assertThat(family.digestOf("1")).isEqualTo(back.digest());
    }

    @Test
    void whatStandsOnTheSameBasesAsBeforeIsPublishedHoweverOldEachIs() {
        Family bases = new Family(bus);
        ImageReference build = bases.push("build");
        ImageReference run = bases.push("run");
        bases.publish(Verdicts.approved(build, bases.candidate("1.0.0").placed(TestOrders.next(), 1)));
        bases.publish(Verdicts.approved(run, bases.candidate("2.0.0").placed(TestOrders.next(), 1)));
        ImageReference next = family.push("next");

        assertThat(family.publish(verdict(family.push("first"), candidate(TestOrders.next(), build, run)))
                        .failure())
                .isNull();
        assertThat(family.publish(verdict(next, candidate(TestOrders.next(), build, run)))
                        .failure())
                .isNull();

        assertThat(family.digestOf("1")).isEqualTo(next.digest());
    }

    private Candidate candidate(long place, ImageReference... bases) {
        return candidate(place, place, bases);
    }

    private Candidate candidate(long place, long rendered, ImageReference... bases) {
        return CandidateBuilder.builder(family.candidate("1.0.0", "1"))
                .bases(Stream.of(bases)
                        .map(base -> ImageReference.of(production.registry(), base.repository(), base.digest()))
                        .toList())
                .build()
                .placed(place, rendered);
    }

    private TestCompleted verdict(ImageReference staged, long place) {
        return Verdicts.approved(staged, family.candidate("1.0.0", "1").placed(place, place));
    }

    private static TestCompleted verdict(ImageReference staged, Candidate candidate) {
        return Verdicts.approved(staged, candidate);
    }

    private TestCompleted unplaced(ImageReference staged) {
        return sign(Verdicts.approved(staged, family.candidate("1.0.0", "1")), family.candidate("1.0.0", "1"));
    }

    /** The same verdict, signed by the tester, on this candidate. */
    private static TestCompleted sign(TestCompleted verdict, Candidate candidate) {
        return TestKeys.sign(TestCompletedBuilder.builder()
                .eventId(verdict.eventId())
                .occurredAt(verdict.occurredAt())
                .rebuildId(verdict.rebuildId())
                .candidate(candidate)
                .staged(verdict.staged())
                .verdict(verdict.verdict())
                .results(verdict.results())
                .attempts(verdict.attempts())
                .failure(verdict.failure())
                .log(verdict.log())
                .build());
    }
}
