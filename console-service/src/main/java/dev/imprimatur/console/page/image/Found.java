package dev.imprimatur.console.page.image;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rollback.Rollback;
import dev.imprimatur.events.LogId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the page for a name: of a tag, a digest, an image, a rebuild or a log. */
@ApplicationScoped
class Found {
    private static final Pattern DIGEST = Pattern.compile("(?:.*@)?(?:sha256:)?([0-9a-f]{6,64})");
    private static final String BY_TAG = """
            select image from fleet_image
            where names @> array[cast(:name as text)] or names @> array[cast(:rest as text)]
            order by published_at desc limit 1""";
    private static final String BY_DIGEST = """
            select image from image_run
            where digest >= :from and digest < :to and stage = 'PUBLISHED'
            order by published_at desc limit 1""";

    @Inject
    EntityManager entities;

    /** The address of the one page that it is about, if there is one. */
    Optional<String> page(String text) {
        return image(text)
                .or(() -> tag(text))
                .or(() -> digest(text))
                .or(() -> rebuild(text))
                .or(() -> rollback(text))
                .or(() -> log(text));
    }

    Optional<String> tag(String reference) {
        return first(entities.createNativeQuery(BY_TAG)
                        .setParameter("name", reference)
                        .setParameter("rest", reference.substring(reference.indexOf('/') + 1))
                        .getResultList())
                .map(Found::address);
    }

    /** The image that was published as this digest, of which the first digits are enough. */
    Optional<String> digest(String digest) {
        Matcher digits = DIGEST.matcher(digest);
        if (!digits.matches()) {
            return Optional.empty();
        }
        String from = "sha256:" + digits.group(1);
        return first(entities.createNativeQuery(BY_DIGEST)
                        .setParameter("from", from)
                        .setParameter("to", from + "g")
                        .getResultList())
                .map(Found::address);
    }

    private Optional<String> image(String text) {
        return first(entities.createNativeQuery("select image from fleet_image where image = :text")
                        .setParameter("text", text)
                        .getResultList())
                .map(Found::address);
    }

    private static Optional<String> rebuild(String text) {
        return Rebuild.known(text).map(rebuild -> "/rebuilds/" + Words.encoded(text));
    }

    private static Optional<String> rollback(String text) {
        return Rollback.findByIdOptional(text).map(found -> "/rollbacks/" + Words.encoded(text));
    }

    private static Optional<String> log(String text) {
        try {
            return Optional.of("/logs/" + new LogId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String address(String image) {
        return "/images/" + Words.encoded(image);
    }

    private static Optional<String> first(List<?> rows) {
        return rows.stream().findFirst().map(String.class::cast);
    }
}
