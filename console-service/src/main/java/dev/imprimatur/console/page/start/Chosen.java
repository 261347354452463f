package dev.imprimatur.console.page.start;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.rebuild.Rebuild;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Finds which images a choice means. */
@ApplicationScoped
class Chosen {
    private static final int MOST = 4096;
    private static final String FAILED_LAST = "select image from fleet_image where stage = 'FAILED' order by image";
    private static final String FAILED_IN =
            "select image from image_run where rebuild_id = :id and stage = 'FAILED' order by image";

    @Inject
    EntityManager entities;

    /**
     * The selection; null for all images.
     *
     * @throws ApiException if it means none, or too many to name
     */
    @Transactional
    String images(Choice choice) {
        return switch (choice.type()) {
            case "failed" -> joined(names(FAILED_LAST, null), "no image failed when it was rebuilt last");
            case "retry" -> {
                Rebuild.required(choice.retry());
                yield joined(names(FAILED_IN, choice.retry()), "no image of rebuild " + choice.retry() + " failed");
            }
            case "all" -> null;
            case "stale" -> choice.select().isEmpty() ? null : choice.select();
            default -> required(choice.select());
        };
    }

    private static String required(String select) {
        if (select.isEmpty()) {
            throw ApiException.invalid("pattern", "expected family/version/variant, for example node/22.*/*");
        }
        return select;
    }

    @SuppressWarnings("unchecked")
    private List<String> names(String query, String id) {
        var asked = entities.createNativeQuery(query);
        return (id == null ? asked : asked.setParameter("id", id)).getResultList();
    }

    private static String joined(List<String> names, String none) {
        if (names.isEmpty()) {
            throw ApiException.notFound(none);
        }
        String joined = String.join(",", names);
        if (joined.getBytes(StandardCharsets.UTF_8).length > MOST) {
            throw ApiException.invalid(
                    names.size() + " images failed, too many to name in one request: choose them by a pattern");
        }
        return joined;
    }
}
