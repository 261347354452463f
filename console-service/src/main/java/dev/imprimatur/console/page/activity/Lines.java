package dev.imprimatur.console.page.activity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.answer.FlakeReport;
import dev.imprimatur.console.flake.Flakes;
import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.Publisher;
import dev.imprimatur.console.rollback.Rollback;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Finds out how many of each kind of thing there are, and which is the worst. */
@ApplicationScoped
class Lines {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);

    @Inject
    EntityManager entities;

    @Inject
    Flakes flakes;

    @Inject
    Publisher publisher;

    @Inject
    Clock clock;

    List<Line> all() {
        return List.of(publications(), flakes(), rollbacks(), drift(), mirrors(), refusals(), blocks());
    }

    private Line publications() {
        Object[] row = (Object[]) entities.createNativeQuery("select count(*) filter (where published_at > :since),"
                        + " (select image from fleet_image where published_at is not null order by published_at desc limit 1)"
                        + " from fleet_image")
                .setParameter("since", clock.instant().minus(DAY))
                .getSingleResult();
        long number = ((Number) row[0]).longValue();
        return Line.well(
                "Publications",
                Words.count(number, "image") + " in the last 24 hours",
                row[1] == null ? "Nothing was published yet." : "The last one was " + row[1] + ".",
                "/api/events?topic=publish-completed",
                "./imprimatur events publish-completed");
    }

    private Line flakes() {
        FlakeReport report = flakes.report(clock.instant().minus(WEEK));
        String number = Words.count(report.flakes(), "flake") + " in the last seven days";
        if (report.flakes() == 0) {
            return Line.well("Flakes", number, "", "/api/flakes", "./imprimatur flakes");
        }
        FlakeReport.ImageFlakes worst = report.byImage().getFirst();
        FlakeReport.KindFlakes kind = report.byKind().getFirst();
        return Line.odd(
                "Flakes",
                number,
                "Most of all " + worst.image() + " (" + worst.flakes() + "); most often " + kind.kind() + " in "
                        + kind.stage() + ", on " + Words.count(kind.images(), "image") + ".",
                "/api/flakes",
                "./imprimatur flakes");
    }

    private Line rollbacks() {
        long number = Rollback.count("requestedAt > ?1", clock.instant().minus(WEEK));
        String last = Rollback.<Rollback>find("order by requestedAt desc nulls last, id")
                .firstResultOptional()
                .map(rollback -> "The last one, " + rollback.id
                        + (rollback.reference == null ? "" : " of " + rollback.reference) + ", " + rollback.state
                        + (rollback.requestedAt == null ? "" : ", " + Times.ago(rollback.requestedAt))
                        + (rollback.reason == null ? "." : ": " + rollback.reason))
                .orElse("");
        return Line.well(
                "Rollbacks", Words.count(number, "rollback") + " in the last seven days", last, "/api/rollbacks", null);
    }

    private Line drift() {
        return Line.of("Tags moved outside", publisher.drift(), "/api/drift", "./imprimatur drift", reply -> {
            long number = reply.answer().size();
            return number == 0
                    ? Line.well("Tags moved outside", "none", "", "/api/drift", "./imprimatur drift")
                    : Line.odd(
                            "Tags moved outside",
                            Words.count(number, "tag"),
                            "For longest "
                                    + reply.answer().path(0).path("reference").asText() + ".",
                            "/api/drift",
                            "./imprimatur drift");
        });
    }

    private Line mirrors() {
        return Line.of("Mirrors", publisher.mirrors(), "/api/mirrors", "./imprimatur mirrors", reply -> {
            JsonNode behind = StreamSupport.stream(reply.answer().spliterator(), false)
                    .filter(mirror -> mirror.path("waiting").asLong() > 0)
                    .max((one, other) -> Long.compare(
                            one.path("waiting").asLong(), other.path("waiting").asLong()))
                    .orElse(null);
            String number = Words.count(reply.answer().size(), "mirror");
            return behind == null
                    ? Line.well("Mirrors", number, "", "/api/mirrors", "./imprimatur mirrors")
                    : Line.odd(
                            "Mirrors",
                            number,
                            behind.path("registry").asText() + " lacks "
                                    + Words.count(behind.path("waiting").asLong(), "publication") + ". "
                                    + behind.path("failure").path("message").asText(),
                            "/api/mirrors",
                            "./imprimatur mirrors");
        });
    }

    /** The publisher's REST has them; the console's does not yet. */
    private Line refusals() {
        return Line.of("Refused verdicts", publisher.refusals(), null, null, reply -> {
            long number = reply.answer().size();
            JsonNode newest = reply.answer().path(0);
            return number == 0
                    ? Line.well("Refused verdicts", "none", "", null, null)
                    : Line.odd(
                            "Refused verdicts",
                            number + " of the latest",
                            "The last one, of " + newest.path("image").asText() + ", as "
                                    + newest.path("kind").asText() + ": "
                                    + newest.path("message").asText(),
                            null,
                            null);
        });
    }

    private Line blocks() {
        return Line.of("Blocked digests", publisher.blocks(), "/api/blocks", "./imprimatur blocks", reply -> {
            JsonNode newest = reply.answer().path(0);
            String last = reply.answer().isEmpty()
                    ? ""
                    : "The last one, of " + newest.path("image").asText() + ": "
                            + newest.path("reason").asText();
            return Line.well(
                    "Blocked digests",
                    Words.count(reply.answer().size(), "digest"),
                    last,
                    "/api/blocks",
                    "./imprimatur blocks");
        });
    }
}
