package dev.imprimatur.planner.render;

import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/** The templates that were parsed last: the images of a family share one. */
final class Templates {
    private static final int KEPT = 64;

    private final Engine qute;
    private final Map<String, Template> parsed = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Template> eldest) {
            return size() > KEPT;
        }
    };

    Templates(Engine qute) {
        this.qute = qute;
    }

    /**
     * The template of this text.
     *
     * @throws io.quarkus.qute.TemplateException if it is none
     */
    synchronized Template get(String text) {
        return parsed.computeIfAbsent(text, qute::parse);
    }
}
