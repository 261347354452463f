package dev.imprimatur.console.page.start;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.plan.PlanOrder;
import dev.imprimatur.console.rebuild.RebuildOrder;
import dev.imprimatur.console.rebuild.RebuildOrderBuilder;
import jakarta.ws.rs.DefaultValue;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * Which rebuild is chosen, as the page's addresses and forms say it.
 *
 * @param type {@code all}, {@code stale}, {@code failed}, {@code select} or {@code retry}; empty before there is a
 *     choice
 * @param select which images; patterns, separated by commas
 * @param priority how urgent
 * @param reason why
 * @param retry the rebuild of which what failed is tried again
 * @param allow what would be refused otherwise
 */
public record Choice(String type, String select, String priority, String reason, String retry, List<String> allow) {
    static final List<String> TYPES = List.of("all", "stale", "failed", "select", "retry");

    /** What the address of the page says. It allows nothing: each permission is asked for with what follows from it. */
    public static class OfAddress {
        @RestQuery
        @DefaultValue("")
        String type;

        @RestQuery
        @DefaultValue("")
        String select;

        @RestQuery
        @DefaultValue("")
        String priority;

        @RestQuery
        @DefaultValue("")
        String reason;

        @RestQuery
        @DefaultValue("")
        String retry;

        Choice choice() {
            return Choice.of(type, select, priority, reason, retry, List.of());
        }
    }

    /** What the form of the page says. */
    public static class OfForm {
        @RestForm
        @DefaultValue("")
        String type;

        @RestForm
        @DefaultValue("")
        String select;

        @RestForm
        @DefaultValue("")
        String priority;

        @RestForm
        @DefaultValue("")
        String reason;

        @RestForm
        @DefaultValue("")
        String retry;

        @RestForm
        List<String> allow;

        Choice choice() {
            return Choice.of(type, select, priority, reason, retry, allow);
        }
    }

    private static Choice of(
            String type, String select, String priority, String reason, String retry, List<String> allow) {
        String meant = type.isEmpty() ? retry.isEmpty() ? select.isBlank() ? "" : "select" : "retry" : type;
        return new Choice(
                TYPES.contains(meant) ? meant : "",
                select.strip(),
                priority.isEmpty() ? "manual" : priority,
                reason,
                retry,
                allow == null ? List.of() : allow);
    }

    /** The same, with each permission to be asked for again. */
    Choice withoutPermissions() {
        return new Choice(type, select, priority, reason, retry, List.of());
    }

    /** Whether anything is chosen. */
    public boolean made() {
        return !type.isEmpty();
    }

    /** Whether this is what is chosen. */
    public boolean picks(String other) {
        return type.equals(other);
    }

    /** What the renderer is asked, for these images. */
    PlanOrder plan(String images) {
        return new PlanOrder(images, picks("stale") ? true : null, allow.isEmpty() ? null : allow);
    }

    /** What is requested, for these images. */
    RebuildOrder order(String images, String why, String by) {
        String kind = picks("all") ? "rebuild-all" : picks("stale") ? "rebuild-stale" : "rebuild-selected";
        return RebuildOrderBuilder.builder()
                .type(kind)
                .select(images)
                .reason(why)
                .priority(priority)
                .requestedBy(by)
                .allow(allow)
                .build();
    }

    /** The command that shows the same. */
    String command(String images) {
        String what = picks("all")
                ? "--all"
                : (picks("stale") ? "--stale" : "")
                        + (images == null ? "" : (picks("stale") ? " " : "") + "--select " + Words.quoted(images));
        return "./imprimatur rebuild " + what + " --dry-run";
    }
}
