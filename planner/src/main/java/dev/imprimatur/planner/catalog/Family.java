package dev.imprimatur.planner.catalog;

import dev.imprimatur.oci.Repository;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A family of images: the releases of one thing on several variants.
 *
 * @param name its name
 * @param source the file that describes it, for messages
 * @param description one line for people, or null
 * @param contacts whom to ask about its images
 * @param repository where its images go; {@code {variant}} stands for the variant
 * @param defaultRepository where the default variant's tags are repeated, or null
 * @param style how tags of several variants live side by side
 * @param from the images it is built from, by the name under which the template knows them; the variant in them may be
 *     {@code {variant}}
 * @param silence how long a command may run and print nothing, or null for what builder and tester say
 * @param recipe what its images are made of
 * @param overrides what is different for some of them
 * @param aliases rules of moving tags
 * @param lines its lines
 * @param releases the releases
 * @param fed whether a feed lists releases of it, so that it may change without its file
 * @param notices what the catalogue's maintainers should know
 */
@RecordBuilder
public record Family(
        String name,
        Source source,
        String description,
        List<String> contacts,
        String repository,
        Repository defaultRepository,
        TagStyle style,
        Map<String, From> from,
        Duration silence,
        Recipe recipe,
        List<Recipe.Change> overrides,
        List<AliasRule> aliases,
        Lines lines,
        List<Release> releases,
        boolean fed,
        List<Notice> notices) {

    /** The repository of this variant's images. */
    public Repository repository(String variant) {
        return new Repository(repository.replace("{variant}", variant));
    }

    /** The base image of this name for this variant. */
    public From from(String name, String variant) {
        return switch (from.get(name)) {
            case From.Upstream upstream -> new From.Upstream(upstream.image().replace("{variant}", variant));
            case From.InCatalog other ->
                new From.InCatalog(
                        other.family(), other.version(), other.variant() == null ? variant : other.variant());
        };
    }

    /** What the image of this release on this variant is made of. */
    public Recipe recipe(Release release, String variant) {
        Recipe own = new Recipe(recipe.platform(), recipe.template(), recipe.context(), release.args(), recipe.tests());
        for (Recipe.Change change : overrides) {
            if (change.when().hold(release.version(), variant)) {
                own = own.with(change.with());
            }
        }
        return own;
    }

    /** Where the values of this release on this variant come from; null if only one source may have it. */
    public Origin origin(Release release, String variant) {
        return release.origin() == null
                ? null
                : release.origin()
                        .without(overrides.stream()
                                .filter(change -> change.when().hold(release.version(), variant))
                                .flatMap(change -> change.with().args().keySet().stream())
                                .toList());
    }
}
