package dev.imprimatur.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of metrics: those that a stack's services have, and those that a file asks for. */
final class Measured {
    private static final Pattern NAME = Pattern.compile("\\bimprimatur_[a-z_]*[a-z]");

    private Measured() {}

    /** Of all services of this script's stack. A timer has its own name beside those of its count, sum and maximum. */
    static Set<String> names(Script script) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        new ServiceMetrics(script).texts().values().forEach(text -> names.addAll(in(text)));
        Set<String> timers = names.stream()
                .filter(name -> name.endsWith("_seconds_count"))
                .map(name -> name.substring(0, name.length() - "_count".length()))
                .collect(Collectors.toSet());
        names.addAll(timers);
        return names;
    }

    /** In a file of alerts, of panels, or of words. */
    static Set<String> askedFor(Path file) throws IOException {
        return in(Files.readString(file));
    }

    private static Set<String> in(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
