package dev.imprimatur.console.page.rebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The bar of a rebuild's progress, drawn with attributes only: the pages' policy allows no style in them. A segment is
 * an image up to sixty, then a share.
 *
 * @param segments from left to right
 */
public record Bar(List<Segment> segments) {
    private static final long SINGLE = 60;
    private static final double GAP = 0.15;

    /**
     * A part of the bar.
     *
     * @param colour the class of its colour
     * @param x where it begins, in percent
     * @param width how wide it is, in percent
     */
    public record Segment(String colour, String x, String width) {}

    private record Part(String colour, long number) {}

    static Bar of(Progress progress) {
        List<Part> parts = List.of(
                new Part("g-ok", progress.published()),
                new Part("g-same", progress.unchanged()),
                new Part("g-fail", progress.failed()),
                new Part("g-inh", progress.held()),
                new Part("g-gone", progress.cancelled() + progress.superseded()),
                new Part("g-run", progress.testing() + progress.publishing()),
                new Part("g-wait", progress.building() + progress.rendering()));
        double each = progress.all() == 0 ? 0 : 100.0 / progress.all();
        List<Segment> segments = new ArrayList<>();
        double x = 0;
        for (Part part : parts) {
            long pieces = progress.all() <= SINGLE ? part.number() : Math.min(1, part.number());
            for (long i = 0; i < pieces; i++) {
                double width = each * part.number() / pieces;
                segments.add(new Segment(part.colour(), percent(x + GAP), percent(Math.max(0.2, width - 2 * GAP))));
                x += width;
            }
        }
        return new Bar(segments);
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
