package dev.imprimatur.console.answer;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A time during which a tag pointed to one digest, as the publisher describes it.
 *
 * @param reference the tag's full reference
 * @param digest what it pointed to
 * @param image the image of the catalogue that held it
 * @param revision which revision of that image the digest is, or null if it was published before there were any
 * @param rebuildId the rebuild that made the digest
 * @param reason why the tag was moved, or null
 * @param since from when
 * @param until to when, or null if it still does
 */
public record Period(
        String reference,
        String digest,
        String image,
        @Schema(nullable = true) Integer revision,
        String rebuildId,
        @Schema(nullable = true) String reason,
        Instant since,
        @Schema(nullable = true) Instant until) {}
