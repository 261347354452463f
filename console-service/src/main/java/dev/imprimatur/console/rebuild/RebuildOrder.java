package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RebuildRequested;
import java.time.Instant;
import java.util.Arrays;

/**
 * What somebody asks for. Either the type {@code rebuild-all}, or a selection.
 *
 * @param type {@code rebuild-all} or {@code rebuild-selected}; may be left out where there is a selection
 * @param select which images: glob patterns for family/version/variant, separated by commas
 * @param reason why, for people
 * @param priority background, scheduled, manual (where none is given) or security
 * @param requestedBy who asks
 */
public record RebuildOrder(String type, String select, String reason, String priority, String requestedBy) {

    /**
     * The event that this order becomes.
     *
     * @throws ApiException if a field is wrong, naming it
     */
    RebuildRequested event(RebuildId id, Instant now) {
        return new RebuildRequested(
                id + "/requested", now, id, checkedType(), checkedSelect(), reason, checkedPriority(), requestedBy);
    }

    private String checkedType() {
        if (type == null && select != null) {
            return RebuildRequested.SELECTED;
        }
        if (!RebuildRequested.ALL.equals(type) && !RebuildRequested.SELECTED.equals(type)) {
            throw ApiException.invalid(
                    "type",
                    "expected " + RebuildRequested.ALL + ", or " + RebuildRequested.SELECTED
                            + " with the field select; it was " + (type == null ? "missing" : "'" + type + "'"));
        }
        return type;
    }

    private String checkedSelect() {
        boolean all = RebuildRequested.ALL.equals(type);
        if (all && select != null) {
            throw ApiException.invalid("select", "goes with " + RebuildRequested.SELECTED + " only");
        }
        if (!all && (select == null || Arrays.stream(select.split(",", -1)).anyMatch(String::isBlank))) {
            throw ApiException.invalid(
                    "select",
                    "expected patterns for family/version/variant, separated by commas; for example node/22.*/*");
        }
        return select;
    }

    private Priority checkedPriority() {
        try {
            return priority == null ? null : Priority.parse(priority);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("priority", e.getMessage());
        }
    }
}
