package dev.imprimatur.bench.process;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long something took, each time.
 *
 * @param sorted in milliseconds, the shortest first
 */
public record Times(List<Double> sorted) {
    private static final double NANOS = 1e6;

    /** Of these, in nanoseconds. */
    public static Times of(Collection<Long> nanos) {
        return new Times(nanos.stream().map(each -> each / NANOS).sorted().toList());
    }

    /** So many of a hundred took at most this; NaN where there is none. */
    public double percentile(int hundredths) {
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.get((int) Math.ceil(hundredths / 100.0 * sorted.size()) - 1);
    }

    /** For JSON. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("count", sorted.size());
        for (int each : new int[] {50, 95, 99}) {
            values.put("p" + each + "Millis", Math.round(percentile(each) * 10) / 10.0);
        }
        return values;
    }
}
