package dev.imprimatur.planner.render;

import io.quarkus.qute.Expression;
import io.quarkus.qute.LoopSectionHelper;
import io.quarkus.qute.ResolutionContext;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateNode;
import io.quarkus.qute.trace.ResolveEvent;
import io.quarkus.qute.trace.TraceListener;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * One rendering, with an end to what it takes. Qute has the whole result as a tree before it gives any text out, and
 * makes room for all turns of a loop before the first: counted is what is about to be resolved, and then the text.
 */
final class BoundedRendering implements Consumer<String> {
    /** Has to listen to the engine, which has to trace. */
    static final TraceListener LIMITS = new TraceListener() {
        @Override
        public void onBeforeResolve(ResolveEvent event) {
            if (event.getContext().getAttribute(KEY) instanceof BoundedRendering rendering) {
                rendering.begin(event.getTemplateNode(), event.getContext());
            }
        }

        @Override
        public void onAfterResolve(ResolveEvent event) {
            if (event.getContext().getAttribute(KEY) instanceof BoundedRendering rendering) {
                rendering.depth--;
            }
        }
    };

    /** Turns of loops, texts, values and sections together; the tree of so many fits into a small heap. */
    private static final int MOST_PARTS = 100_000;

    /** A fragment that includes itself ends here, and not where the stack does: Qute goes on after that. */
    private static final int DEEPEST = 100;

    /** The bytes that an event may have: no larger Dockerfile gets to a builder. */
    private static final int LARGEST = 1_000_000;

    private static final String KEY = BoundedRendering.class.getName();

    private final StringBuilder text = new StringBuilder();
    private long parts;
    private long characters;
    private int depth;
    private TooMuchException refused;

    private BoundedRendering() {}

    /**
     * The text of this template with these values.
     *
     * @throws TooMuchException if it takes too much
     */
    static String of(Template template, Map<String, Object> values) {
        BoundedRendering rendering = new BoundedRendering();
        try {
            template.instance()
                    .data(values)
                    .setAttribute(KEY, rendering)
                    .consume(rendering)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw e;
            }
        }
        return rendering.text.toString();
    }

    @Override
    public void accept(String more) {
        if (text.length() + (long) more.length() > LARGEST) {
            throw tooLong(null);
        }
        text.append(more);
    }

    /** Qute goes on with what stands behind a mistake: whatever that is, it is refused too. */
    private void begin(TemplateNode node, ResolutionContext context) {
        if (refused == null) {
            count(node, context);
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void count(TemplateNode node, ResolutionContext context) {
        parts++;
        depth++;
        if (node.isText()) {
            characters += node.asText().getValue().length();
        } else if (node.isSection() && node.asSection().getHelper() instanceof LoopSectionHelper) {
            parts += turns(node.asSection().getBlocks().getFirst().expressions.get("iterable"), context);
        }
        if (characters > LARGEST) {
            refused = tooLong(node.getOrigin());
        } else if (parts > MOST_PARTS) {
            refused = new TooMuchException(
                    node.getOrigin(),
                    "has more than " + MOST_PARTS + " parts when it is rendered, with all turns of its loops and"
                            + " whatever it includes; let it repeat less");
        } else if (depth > DEEPEST) {
            refused = new TooMuchException(
                    node.getOrigin(),
                    "has sections more than " + DEEPEST + " deep within each other, or one that includes itself;"
                            + " divide them");
        }
    }

    /** What cannot be evaluated is the loop's own mistake. */
    private static long turns(Expression over, ResolutionContext context) {
        return switch (context.evaluate(over)
                .exceptionally(mistake -> null)
                .toCompletableFuture()
                .join()) {
            case Number number -> Math.max(0, number.longValue());
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> 0;
        };
    }

    private static TooMuchException tooLong(TemplateNode.Origin origin) {
        return new TooMuchException(
                origin,
                "is rendered to more than " + LARGEST + " characters, for which no event has room; let it repeat"
                        + " less, or copy a file of the context");
    }
}
