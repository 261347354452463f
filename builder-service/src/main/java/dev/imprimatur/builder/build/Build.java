package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.oci.Digest;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The building of one image in one rebuild. */
@Entity
@Table(name = "build")
class Build extends PanacheEntityBase {
    @Id
    String id;

    String rebuildId;
    String image;

    @Convert(converter = RenderedColumn.class)
    RenderCompleted event;

    /** The event's build id. */
    String buildIdentity;

    Instant receivedAt;

    /** The engine's id of what an attempt built, and may have sent; null before. */
    String builtId;

    /** Null unless it succeeded. */
    String imageId;

    /** Null unless it succeeded. */
    String staged;

    @Convert(converter = FailureColumn.class)
    FailureReport failure;

    /** Null while it goes on. */
    Instant completedAt;

    /** The sick place for which it was handed back; null once it goes on. */
    String waitingFor;

    @OneToMany(mappedBy = "build", cascade = CascadeType.PERSIST)
    @OrderBy("number")
    List<BuildAttempt> attempts = new ArrayList<>();

    static Build of(RenderCompleted event) {
        Build build = new Build();
        build.id = BuildKey.of(event.rebuildId(), event.candidate().image()).value();
        build.rebuildId = event.rebuildId().value();
        build.image = event.candidate().image().toString();
        build.event = event;
        build.buildIdentity = event.candidate().buildId().value();
        build.receivedAt = Instant.now();
        return build;
    }

    boolean complete() {
        return completedAt != null;
    }

    BuildAttempt open(String worker) {
        BuildAttempt attempt = new BuildAttempt();
        attempt.build = this;
        attempt.number = attempts.size() + 1;
        attempt.startedAt = Instant.now();
        attempt.worker = worker;
        attempts.add(attempt);
        waitingFor = null;
        return attempt;
    }

    /** Ends what the one who made it can no longer end. */
    void interruptOpenAttempts() {
        attempts.stream().filter(BuildAttempt::open).forEach(BuildAttempt::interrupted);
    }

    Optional<BuildAttempt> openAttempt(int number) {
        return attempts.stream()
                .filter(attempt -> attempt.open() && attempt.number == number)
                .findFirst();
    }

    /** How many attempts ended with their builder: a build that brings builders down is given up some time. */
    int interruptions() {
        return count(attempt -> !attempt.free && !attempt.told().stepFailed());
    }

    /** How many attempts failed of themselves: only these use up what an image's failure is worth. */
    int failures() {
        return count(attempt -> !attempt.free && attempt.told().stepFailed());
    }

    /** How often a sick place failed it: a build that makes its places sick is given up some time. */
    int handedBack() {
        return count(attempt -> attempt.free && attempt.told().stepFailed());
    }

    private int count(Predicate<BuildAttempt> which) {
        return (int) attempts.stream()
                .filter(attempt -> attempt.failure != null)
                .filter(which)
                .count();
    }

    Digest built() {
        return builtId == null ? null : new Digest(builtId);
    }

    void succeed(Staged where) {
        imageId = where.imageId().value();
        staged = where.reference().toString();
        completedAt = Instant.now();
    }

    void fail(FailureReport why) {
        failure = why;
        completedAt = Instant.now();
    }

    /** From its first attempt to its end or to now; nothing if there was none. */
    Duration took() {
        return attempts.isEmpty()
                ? Duration.ZERO
                : Duration.between(attempts.getFirst().startedAt, complete() ? completedAt : Instant.now());
    }

    List<Attempt> toldAttempts() {
        return attempts.stream().map(BuildAttempt::told).toList();
    }
}
