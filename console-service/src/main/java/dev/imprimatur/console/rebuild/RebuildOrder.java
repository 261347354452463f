package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.GivenId;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.httpaccess.TextLimit;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What is asked for: the type {@code rebuild-all}, a selection, or what is stale.
 *
 * @param type {@code rebuild-all}, {@code rebuild-stale} or {@code rebuild-selected}, which may be left out where there
 *     is a selection
 * @param select which images: glob patterns for family/version/variant, separated by commas
 * @param reason why, for people
 * @param priority background, scheduled, manual (where none is given) or security
 * @param requestedBy who asks
 * @param allow changes of tags that are refused otherwise: backward, takeover, vanish
 * @param timeout how long it may take before it is cancelled, for example PT2H
 * @param id the rebuild's id, which makes it one however often it is asked for; without, a new one
 */
@RecordBuilder
public record RebuildOrder(
        String type,
        String select,
        String reason,
        String priority,
        String requestedBy,
        List<String> allow,
        String timeout,
        String id) {
    private static final Set<String> TYPES =
            Set.of(RebuildRequested.ALL, RebuildRequested.SELECTED, RebuildRequested.STALE);

    /**
     * The event that this order becomes.
     *
     * @throws ApiException if a field is wrong, naming it
     */
    RebuildRequested event(Instant now) {
        RebuildId rebuild = GivenId.or(id, "rb", now);
        return RebuildRequestedBuilder.builder()
                .eventId(rebuild + "/requested")
                .occurredAt(now)
                .rebuildId(rebuild)
                .type(checkedType())
                .select(checkedSelect())
                .reason(ApiException.checked(TextLimit.REASON, "reason", reason))
                .priority(checkedPriority())
                .requestedBy(ApiException.checked(TextLimit.PERSON, "requestedBy", requestedBy))
                .allow(checkedAllow())
                .timeout(checkedTimeout())
                .build();
    }

    /**
     * Looks at every field, as its event does.
     *
     * @throws ApiException if one is wrong, naming it
     */
    void check() {
        event(Instant.EPOCH);
    }

    /** Whether it asks for the images that a selection picks, stale or not. */
    boolean selects() {
        return select != null && !select.isBlank() && !RebuildRequested.STALE.equals(type);
    }

    private Duration checkedTimeout() {
        try {
            Duration given = timeout == null ? null : Duration.parse(timeout);
            if (given == null || given.isPositive() && given.compareTo(RebuildRequested.LONGEST) <= 0) {
                return given;
            }
        } catch (DateTimeParseException e) {
            // Reported below.
        }
        throw ApiException.invalid(
                "timeout",
                "expected an ISO-8601 duration above zero such as PT2H, " + RebuildRequested.LONGEST + " at most, not '"
                        + timeout + "'");
    }

    private String checkedType() {
        if (type == null && select != null) {
            return RebuildRequested.SELECTED;
        }
        if (type == null || !TYPES.contains(type)) {
            throw ApiException.invalid(
                    "type",
                    "expected " + RebuildRequested.ALL + ", " + RebuildRequested.STALE + ", or "
                            + RebuildRequested.SELECTED
                            + " with the field select; it was " + (type == null ? "missing" : "'" + type + "'"));
        }
        return type;
    }

    private String checkedSelect() {
        boolean all = RebuildRequested.ALL.equals(type);
        if (all && select != null) {
            throw ApiException.invalid("select", "does not go with " + RebuildRequested.ALL);
        }
        boolean optional = all || RebuildRequested.STALE.equals(type) && select == null;
        if (!optional && (select == null || Arrays.stream(select.split(",", -1)).anyMatch(String::isBlank))) {
            throw ApiException.invalid(
                    "select",
                    "expected patterns for family/version/variant, separated by commas; for example node/22.*/*");
        }
        return ApiException.checked(TextLimit.SELECTION, "select", select);
    }

    private List<Allowance> checkedAllow() {
        try {
            return allow == null
                    ? List.of()
                    : allow.stream().map(Allowance::parse).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("allow", e.getMessage());
        }
    }

    private Priority checkedPriority() {
        try {
            return priority == null ? null : Priority.parse(priority);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("priority", e.getMessage());
        }
    }
}
