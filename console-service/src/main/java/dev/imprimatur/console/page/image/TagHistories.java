package dev.imprimatur.console.page.image;

import dev.imprimatur.console.answer.Period;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.TagPeriods;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rollback.Rollback;
import dev.imprimatur.console.rollback.RollbackState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says of tags which digest they named, and what set them: the publisher knows when, and the read model by whom and
 * why.
 */
@ApplicationScoped
class TagHistories {
    private static final String ROLLBACK = "rollback";

    /** What tags have in common that were set and moved on together. */
    private record Together(
            String digest, Integer revision, String rebuild, String reason, Instant since, Instant until) {
        static Together of(Period period) {
            return new Together(
                    period.digest(),
                    period.revision(),
                    period.rebuildId(),
                    period.reason(),
                    period.since(),
                    period.until());
        }
    }

    /** Those of an image, as far as the publisher told. */
    TagHistory of(String image, TagPeriods.Answer answer) {
        Map<Together, List<TagMove.Tag>> moves = answer.periods().stream()
                .collect(Collectors.groupingBy(
                        Together::of,
                        LinkedHashMap::new,
                        Collectors.mapping(period -> new TagMove.Tag(period.reference()), Collectors.toList())));
        Map<String, Rebuild> rebuilds = rebuilds(moves.keySet().stream()
                .map(Together::rebuild)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        List<Rollback> rollbacks = moves.isEmpty()
                ? List.of()
                : Rollback.list("image = ?1 and state = ?2 and finishedAt is not null", image, RollbackState.SUCCEEDED);
        return new TagHistory(
                moves.entrySet().stream()
                        .map(move -> move(move.getKey(), move.getValue(), rebuilds, rollbacks))
                        .toList(),
                answer.periods().size() == TagPeriods.MOST,
                answer.trouble());
    }

    private static Map<String, Rebuild> rebuilds(List<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : Rebuild.<Rebuild>list(Rebuild.KNOWN + " and id in ?1", ids).stream()
                        .collect(Collectors.toMap(rebuild -> rebuild.id, Function.identity()));
    }

    private static TagMove move(
            Together move, List<TagMove.Tag> tags, Map<String, Rebuild> rebuilds, List<Rollback> rollbacks) {
        Optional<Rollback> back = rollback(move, rollbacks);
        if (back.isPresent()) {
            return move(
                    move,
                    tags,
                    "rollback by " + by(back.get().requestedBy) + of(back.get().reason),
                    "/rollbacks/" + Words.encoded(back.get().id));
        }
        Rebuild rebuild = isRollback(move) ? null : rebuilds.get(move.rebuild());
        if (rebuild == null) {
            return move(move, tags, move.reason() == null ? "no reason was noted" : move.reason(), null);
        }
        String reason = move.reason() == null ? rebuild.reason : move.reason();
        return move(
                move,
                tags,
                "rebuild by " + by(rebuild.requestedBy) + of(reason),
                "/rebuilds/" + Words.encoded(rebuild.id));
    }

    private static TagMove move(Together move, List<TagMove.Tag> tags, String why, String address) {
        return new TagMove(
                tags,
                move.digest(),
                move.revision() == null ? null : "r" + move.revision(),
                move.since(),
                move.until(),
                why,
                address);
    }

    /**
     * A rollback keeps the rebuild that made the digest: which one it was follows from where it went back to, why and
     * when.
     */
    private static Optional<Rollback> rollback(Together move, List<Rollback> rollbacks) {
        return rollbacks.stream()
                .filter(back -> isRollback(move) && move.digest().equals(back.digest))
                .filter(back -> move.reason().equals(ROLLBACK + of(back.reason)))
                .min(Comparator.comparing(
                        back -> Duration.between(move.since(), back.finishedAt).abs()));
    }

    private static boolean isRollback(Together move) {
        return move.reason() != null
                && (move.reason().equals(ROLLBACK) || move.reason().startsWith(ROLLBACK + ": "));
    }

    private static String by(String name) {
        return name == null || name.isBlank() ? "a requester without a name" : name;
    }

    private static String of(String reason) {
        return reason == null || reason.isBlank() ? "" : ": " + reason;
    }
}
