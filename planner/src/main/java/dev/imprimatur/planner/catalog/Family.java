package dev.imprimatur.planner.catalog;

import dev.imprimatur.messaging.event.Archive;
import dev.imprimatur.messaging.event.ImageTest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.planner.alias.AliasRule;
import java.util.List;
import java.util.Map;

/**
 * A family of images: the releases of one thing on several variants.
 *
 * @param name its name
 * @param file the file that describes it, for messages
 * @param description one line for people, or null
 * @param repository where its images go; {@code {variant}} stands for the variant
 * @param defaultRepository where the default variant's tags are repeated, or null
 * @param from the images it is built from, by the name under which the template knows them; the variant in them may be
 *     {@code {variant}}
 * @param template the Dockerfile's template
 * @param context the files for {@code COPY}
 * @param aliases rules of moving tags
 * @param tests what every image has to pass
 * @param releases the releases
 */
public record Family(
        String name,
        String file,
        String description,
        String repository,
        Repository defaultRepository,
        Map<String, From> from,
        String template,
        Archive context,
        List<AliasRule> aliases,
        List<ImageTest> tests,
        List<Release> releases) {

    /** The repository of this variant's images. */
    public Repository repository(String variant) {
        return new Repository(repository.replace("{variant}", variant));
    }

    /** The base images of this variant. */
    public From from(String name, String variant) {
        return switch (from.get(name)) {
            case From.Upstream upstream -> new From.Upstream(upstream.image().replace("{variant}", variant));
            case From.InCatalog other ->
                new From.InCatalog(
                        other.family(), other.version(), other.variant() == null ? variant : other.variant());
        };
    }
}
