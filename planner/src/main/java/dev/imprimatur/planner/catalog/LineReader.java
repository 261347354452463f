package dev.imprimatur.planner.catalog;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a family's lines: code names, schedules, and what happens when they end. */
final class LineReader {
    private static final Pattern NAME = Pattern.compile("(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8}))?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    private final YamlFile yaml;
    private final RecipeReader recipes;
    private final Map<String, Map<String, String>> args = new HashMap<>();
    private final Map<String, FamilyFile.LineFile> files;
    private final FamilyFile.EndOfLifeFile familyEnd;
    private final String familyPrefix;
    private final Lines lines;

    LineReader(YamlFile yaml, FamilyFile file, RecipeReader recipes) {
        this.yaml = yaml;
        this.recipes = recipes;
        this.files = file.lines() == null ? Map.of() : file.lines();
        this.familyEnd = file.endOfLife();
        this.familyPrefix = file.tags() == null || file.tags().prefix() == null
                ? ""
                : file.tags().prefix();
        checkFamily();
        Map<String, Line> declared = new HashMap<>();
        files.forEach((name, each) -> declared.put(name, line(name, each)));
        lines = new Lines(declared, familyEnd(null), familyPrefix);
    }

    /** The family's lines. */
    Lines lines() {
        return lines;
    }

    /** The line as a release sees it that has a code name of its own, as feeds give them. */
    Line named(Line line, String codename, Object[] place) {
        if (codename == null) {
            return line;
        }
        checkTag(codename, Source.under(place, "codename"));
        return line.withCodename(codename);
    }

    /** Values for the template that a line has. */
    Map<String, String> args(Line line) {
        return args.getOrDefault(line.name(), Map.of());
    }

    private void checkFamily() {
        checkTag(familyPrefix.isEmpty() ? null : familyPrefix, "tags", "prefix");
        if (familyEnd == null) {
            return;
        }
        checkPolicy(familyEnd, "endOfLife");
        boolean anyEnd = files.values().stream().anyMatch(line -> line.end() != null);
        if (familyEnd.date() == null && !yaml.source().has("endOfLife", "date") && !anyEnd) {
            yaml.problem("endOfLife has no date, and no line has an end", "endOfLife");
        }
    }

    private Line line(String name, FamilyFile.LineFile file) {
        if (!NAME.matcher(name).matches()) {
            yaml.problem(
                    "'" + name + "' is not a line, expected the first number of its versions, or the first two, for"
                            + " example \"22\" or \"0.12\"",
                    "lines",
                    name);
        }
        checkTag(file.codename(), "lines", name, "codename");
        checkTag(file.prefix(), "lines", name, "prefix");
        args.put(name, recipes.args(file.args(), "lines", name, "args"));
        EndOfLife end = end(name, file);
        order(name, "lts", file.lts(), "maintenance", file.maintenance());
        order(name, "maintenance", file.maintenance(), "end", end == null ? null : end.date());
        order(name, "lts", file.lts(), "end", end == null ? null : end.date());
        return new Line(
                name,
                file.codename(),
                file.lts(),
                file.maintenance(),
                end,
                file.prefix() == null ? familyPrefix : file.prefix());
    }

    private EndOfLife end(String name, FamilyFile.LineFile file) {
        FamilyFile.EndOfLifeFile own = file.endOfLife();
        if (own == null) {
            return familyEnd(file.end());
        }
        checkPolicy(own, "lines", name, "endOfLife");
        if (own.date() != null && file.end() != null) {
            yaml.problem(
                    "the end of line " + name + " is said twice, as end and as endOfLife.date; remove one of them",
                    "lines",
                    name,
                    "endOfLife",
                    "date");
        }
        LocalDate date = own.date() == null ? file.end() : own.date();
        if (date == null) {
            if (!yaml.source().has("lines", name, "endOfLife", "date")
                    && !yaml.source().has("lines", name, "end")) {
                yaml.problem("line " + name + " has neither an end nor an endOfLife.date", "lines", name, "endOfLife");
            }
            return null;
        }
        return own.policy() == null ? null : new EndOfLife(date, own.policy());
    }

    private EndOfLife familyEnd(LocalDate lineEnd) {
        LocalDate date = lineEnd != null ? lineEnd : familyEnd == null ? null : familyEnd.date();
        EndOfLife.Policy policy =
                familyEnd == null || familyEnd.policy() == null ? EndOfLife.Policy.KEEP : familyEnd.policy();
        return date == null ? null : new EndOfLife(date, policy);
    }

    private void checkPolicy(FamilyFile.EndOfLifeFile file, Object... place) {
        if (file.policy() == null && !yaml.source().has(Source.under(place, "policy"))) {
            yaml.problem("endOfLife has no policy, expected keep, freeze or retire", place);
        }
    }

    private void checkTag(String text, Object... place) {
        if (text != null && !TAG.matcher(text).matches()) {
            yaml.problem(
                    "'" + text + "' cannot be part of a tag, expected letters, digits, '.', '_' or '-', not beginning"
                            + " with '.' or '-'",
                    place);
        }
    }

    private void order(String line, String first, LocalDate from, String second, LocalDate to) {
        if (from != null && to != null && to.isBefore(from)) {
            yaml.problem(
                    "line " + line + ": " + second + " " + to + " comes before " + first + " " + from,
                    "lines",
                    line,
                    second);
        }
    }
}
