package dev.imprimatur.attestation.statement;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * Which tags name an image since a publication, or name another one since. The publisher says it beside the image; of
 * what is said of a tag the highest place counts, and of equal ones the highest change.
 *
 * @param place the place of the rebuild or rollback in the one sequence of all, or null if it has none
 * @param change its number among the changes of tags, in the order in which they were made; null from before they had
 *     one
 * @param statedAt when this was said, ISO-8601
 * @param rebuild the rebuild's id, or the rollback's
 * @param image the image of the catalogue that holds the tags since
 * @param revision the number of the digest among those of its image; null if tags left it
 * @param holds the tags that name it since, {@code repository:tag}
 * @param left the tags that name another digest since
 * @param holder that digest; null if none left it
 */
@RecordBuilder
public record TagStatement(
        Long place,
        Long change,
        String statedAt,
        String rebuild,
        String image,
        Integer revision,
        List<String> holds,
        List<String> left,
        String holder) {
    /** What in-toto statements call it. */
    public static final String TYPE = "https://imprimatur.dev/tags/v1";

    /** Takes missing lists as empty. */
    public TagStatement {
        holds = holds == null ? List.of() : List.copyOf(holds);
        left = left == null ? List.of() : List.copyOf(left);
    }
}
