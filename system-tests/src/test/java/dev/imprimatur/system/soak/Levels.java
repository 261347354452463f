package dev.imprimatur.system.soak;

import dev.imprimatur.system.Script;
import dev.imprimatur.system.ServiceMetrics;
import dev.imprimatur.system.soak.Entry.Level;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much work and how many unsent events the services' metrics show. */
final class Levels {
    private static final Pattern GAUGE = Pattern.compile(
            "(?m)^(imprimatur_work|imprimatur_outbox_events|imprimatur_outbox_refused|imprimatur_mirror_missing)[{ ](.*?) ?"
                    + "([0-9.E+-]+)$");

    private final ServiceMetrics metrics;

    /** Of the stack that this script controls. */
    Levels(Script script) {
        this.metrics = new ServiceMetrics(script);
    }

    /** One for each gauge of each service. */
    List<Level> now() throws IOException, InterruptedException {
        return metrics.texts().entrySet().stream()
                .flatMap(part -> of(part.getKey(), part.getValue()).stream())
                .toList();
    }

    private static List<Level> of(String part, String metrics) {
        Map<String, Long> sums = new TreeMap<>();
        Matcher gauge = GAUGE.matcher(metrics);
        while (gauge.find()) {
            sums.merge(gauge.group(1) + " of " + part, (long) Double.parseDouble(gauge.group(3)), Long::sum);
        }
        return sums.entrySet().stream()
                .map(sum -> new Level(Instant.now(), sum.getKey(), sum.getValue()))
                .toList();
    }
}
