package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.feed.FeedFile;
import java.util.List;
import java.util.Map;

/**
 * What a {@code family.yaml} says.
 *
 * @param apiVersion {@value CatalogFile#API_VERSION}
 * @param kind {@code Family}
 * @param name the family's name
 * @param description one line for people
 * @param repository where its images go; {@code {variant}} stands for the variant
 * @param defaultRepository where the default variant's tags are repeated, or null
 * @param variants the variants, or null for the catalogue's
 * @param from the images it is built from, by the name under which the template knows them
 * @param template the Dockerfile's template, a file of the folder
 * @param context a folder of files for {@code COPY}, or null
 * @param args values for the template
 * @param aliases rules of moving tags
 * @param tests folders with tests
 * @param lines what the releases of a line have in common, by line: the first number of their versions
 * @param feed where releases come from, or null if all are stated
 * @param releases the releases, or those that the feed does not tell or tells otherwise
 */
record FamilyFile(
        String apiVersion,
        String kind,
        String name,
        String description,
        String repository,
        String defaultRepository,
        List<String> variants,
        Map<String, FromFile> from,
        String template,
        String context,
        Map<String, String> args,
        List<String> aliases,
        List<TestFile> tests,
        Map<String, LineFile> lines,
        FeedFile feed,
        List<ReleaseFile> releases) {

    /**
     * A base image: either one from outside, or one of a family of this catalogue.
     *
     * @param image one from outside, {@code debian:{variant}}
     * @param family a family of this catalogue
     * @param version the family's release, or null for the newest on the variant
     * @param variant the variant, or null for the same
     */
    record FromFile(String image, String family, String version, String variant) {}

    /**
     * A test.
     *
     * @param path its folder, which holds a Dockerfile without {@code FROM}; the folder's name is the test's
     * @param timeout its limit in seconds
     * @param network whether its commands may use the network
     */
    record TestFile(String path, Integer timeout, Boolean network) {}

    /**
     * What the releases of a line have in common.
     *
     * @param codename the line's long-term support name, or null if it has none
     * @param args values for the template
     */
    record LineFile(String codename, Map<String, String> args) {}

    /**
     * A release.
     *
     * @param version its version
     * @param codename its long-term support name, or null for its line's
     * @param variants on which variants it exists, or null for all of the family's
     * @param args values for the template
     * @param tags its tags stated outright, {@code repository:tag}, the pinned one first; then neither its version nor
     *     any rule gives it others
     */
    record ReleaseFile(
            String version, String codename, List<String> variants, Map<String, String> args, List<String> tags) {}
}
