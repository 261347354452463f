package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an image is made of. In a {@link Change} a null leaves the value as it was.
 *
 * @param platform as in {@code linux/amd64}
 * @param template the Dockerfile's template
 * @param context the files for {@code COPY}
 * @param args values for the template
 * @param tests what the image has to pass
 */
public record Recipe(
        String platform, Template template, Archive context, Map<String, String> args, List<ImageTest> tests) {

    /**
     * A change to the recipe of some images.
     *
     * @param when which images
     * @param with what is changed; arguments and tests are added
     */
    public record Change(Cells when, Recipe with) {}

    /** This recipe with another's values in place of its own, and with its arguments and tests added. */
    Recipe with(Recipe change) {
        List<ImageTest> allTests = new ArrayList<>(tests);
        allTests.addAll(change.tests);
        return new Recipe(
                Optional.ofNullable(change.platform).orElse(platform),
                Optional.ofNullable(change.template).orElse(template),
                Optional.ofNullable(change.context).orElse(context),
                with(change.args),
                List.copyOf(allTests));
    }

    private Map<String, String> with(Map<String, String> more) {
        if (more.isEmpty()) {
            return args;
        }
        Map<String, String> all = new TreeMap<>(args);
        all.putAll(more);
        return all;
    }
}
