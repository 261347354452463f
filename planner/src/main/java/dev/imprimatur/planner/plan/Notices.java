package dev.imprimatur.planner.plan;

import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.EndOfLife;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.Line;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.catalog.Release;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a catalogue and the calendar have to say together: which lines end, and what becomes of them. */
final class Notices {
    private Notices() {}

    static List<Notice> of(Catalog catalog, LocalDate today) {
        Set<Notice> notices = new LinkedHashSet<>();
        catalog.leftOut().forEach(family -> notices.add(family.notice()));
        for (Family family : catalog.families()) {
            notices.addAll(family.notices());
            family.releases().stream()
                    .map(Release::line)
                    .distinct()
                    .forEach(line -> end(line, today)
                            .ifPresent(message -> notices.add(new Notice(family.name(), line.name(), message))));
        }
        return List.copyOf(notices);
    }

    private static Optional<String> end(Line line, LocalDate today) {
        EndOfLife end = line.endOfLife();
        if (end == null || (end.policy() == EndOfLife.Policy.KEEP && !end.reached(today))) {
            return Optional.empty();
        }
        String maintenance = line.maintenance() != null && !today.isBefore(line.maintenance()) && !end.reached(today)
                ? "in maintenance since " + line.maintenance() + ", "
                : "";
        return Optional.of(maintenance
                + (end.reached(today) ? "ended on " : "ends on ")
                + end.date() + ": " + (end.reached(today) ? is(end.policy()) : willBe(end.policy())));
    }

    private static String willBe(EndOfLife.Policy policy) {
        return policy == EndOfLife.Policy.FREEZE
                ? "will be frozen, which keeps its tags and builds it no more"
                : "will be retired, which plans it no more and frees its moving tags";
    }

    private static String is(EndOfLife.Policy policy) {
        return switch (policy) {
            case KEEP -> "is built all the same";
            case FREEZE -> "is frozen, its tags stay";
            case RETIRE -> "is retired, its images are not planned";
        };
    }
}
