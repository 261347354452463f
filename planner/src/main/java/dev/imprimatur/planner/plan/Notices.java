package dev.imprimatur.planner.plan;

import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.EndOfLife;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.Line;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.catalog.Release;
import dev.imprimatur.planner.version.Version;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a catalogue and the calendar have to say together: which lines end, and what becomes of them. */
final class Notices {
    private Notices() {}

    static List<Notice> of(Catalog catalog, List<PlannedImage> images, LocalDate today) {
        Set<Notice> notices = new LinkedHashSet<>();
        catalog.leftOut().forEach(family -> notices.add(family.notice()));
        for (Family family : catalog.families()) {
            notices.addAll(family.notices());
            untested(family, images).ifPresent(notices::add);
            unreleased(family).ifPresent(notices::add);
            family.releases().stream()
                    .map(Release::line)
                    .distinct()
                    .forEach(line -> end(line, today)
                            .ifPresent(message -> notices.add(new Notice(family.name(), line.name(), message))));
        }
        return List.copyOf(notices);
    }

    /** What has no test is built in vain. */
    private static Optional<Notice> untested(Family family, List<PlannedImage> images) {
        List<PlannedImage> own = images.stream()
                .filter(image -> image.image().family().equals(family.name()))
                .toList();
        List<PlannedImage> untested =
                own.stream().filter(image -> image.tests().isEmpty()).toList();
        if (untested.isEmpty()) {
            return Optional.empty();
        }
        String which = untested.size() == own.size()
                ? "its images have no tests"
                : untested.getFirst().image()
                        + (untested.size() > 1 ? " and " + (untested.size() - 1) + " more have" : " has")
                        + " no tests";
        return Optional.of(new Notice(
                family.name(),
                null,
                which + ", and nothing is published untested; add one under 'tests' in "
                        + family.source().name()));
    }

    /** Rules of moving tags that give none. */
    private static Optional<Notice> unreleased(Family family) {
        boolean waiting = !family.aliases().isEmpty()
                && !family.releases().isEmpty()
                && family.releases().stream().map(Release::version).allMatch(Version::preRelease);
        return waiting
                ? Optional.of(new Notice(
                        family.name(),
                        null,
                        "it has no moving tag yet: 'aliases' in "
                                + family.source().name()
                                + " gives none to pre-releases, and it has no other release"))
                : Optional.empty();
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
                ? "will be frozen, which keeps its tags and no longer builds it"
                : "will be retired, which no longer plans it and frees its moving tags";
    }

    private static String is(EndOfLife.Policy policy) {
        return switch (policy) {
            case KEEP -> "is built all the same";
            case FREEZE -> "is frozen, its tags stay";
            case RETIRE -> "is retired, its images are not planned";
        };
    }
}
