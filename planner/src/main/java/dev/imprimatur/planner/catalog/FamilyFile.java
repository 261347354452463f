package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.feed.FeedFile;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a {@code family.yaml} says. {@code schema/family.schema.json} describes the same for editors.
 *
 * @param apiVersion {@value CatalogFile#API_VERSION}
 * @param kind {@code Family}
 * @param name the family's name
 * @param description one line for people
 * @param contacts whom to ask about its images, or null for the catalogue's
 * @param repository where its images go; {@code {variant}} stands for the variant
 * @param defaultRepository where the default variant's tags are repeated, or null
 * @param tags how tags are spelled
 * @param variants the variants, or null for the catalogue's
 * @param from the images it is built from, by the name under which the template knows them
 * @param platforms for which platforms it is built, or null for the catalogue's
 * @param template the Dockerfile's template, a file of the folder
 * @param context a folder of files for {@code COPY}, or null
 * @param silence how long a command may run and print nothing, or null for what builder and tester say
 * @param args values for the template
 * @param aliases rules of moving tags
 * @param tests folders with tests
 * @param endOfLife what happens when a line ends, unless the line says otherwise
 * @param lines what the releases of a line have in common, by line: the first number of their versions, or the first
 *     two
 * @param feed where releases come from, or null if {@code releases} states them all
 * @param releases the releases
 * @param keep which releases are kept, or null for all
 * @param exclude images of the matrix that do not exist
 * @param include images that exist although keep, exclude or a release's variants leave them out
 * @param overrides what is different for some images
 */
record FamilyFile(
        String apiVersion,
        String kind,
        String name,
        String description,
        List<String> contacts,
        String repository,
        String defaultRepository,
        TagsFile tags,
        List<String> variants,
        Map<String, FromFile> from,
        List<String> platforms,
        String template,
        String context,
        String silence,
        Map<String, String> args,
        List<AliasRule> aliases,
        List<TestFile> tests,
        EndOfLifeFile endOfLife,
        Map<String, LineFile> lines,
        FeedFile feed,
        List<ReleaseFile> releases,
        KeepFile keep,
        List<ExcludeFile> exclude,
        List<IncludeFile> include,
        List<OverrideFile> overrides) {

    /**
     * How tags are spelled.
     *
     * @param style how several variants live side by side, or null for a repository each
     * @param prefix what stands in front of every tag, or null
     */
    record TagsFile(TagStyle style, String prefix) {}

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
     * A test: either a folder or a health test.
     *
     * @param path its folder, which holds a Dockerfile without {@code FROM}; the folder's name is the test's
     * @param name a health test's name
     * @param timeout its limit in seconds
     * @param network whether it may use the network
     * @param health how a health test sees that a container of the image works
     */
    record TestFile(String path, String name, Integer timeout, Boolean network, HealthFile health) {}

    /**
     * How a health test sees that a container works: by one of three probes, or by the image's HEALTHCHECK.
     *
     * @param command what the container runs, or null for the image's own command
     * @param env variables of its environment
     * @param httpGet a request that has to be answered
     * @param tcpSocket a port that has to accept
     * @param exec a command that has to succeed in the container
     * @param interval the seconds between two looks
     */
    record HealthFile(
            List<String> command,
            Map<String, String> env,
            HttpGetFile httpGet,
            TcpSocketFile tcpSocket,
            ExecFile exec,
            Integer interval) {}

    /**
     * A request within the container.
     *
     * @param port the port
     * @param path what is asked for, or null for {@code /}
     * @param status the answer, or null for any from 200 to 399
     */
    record HttpGetFile(Integer port, String path, Integer status) {}

    /**
     * A port within the container.
     *
     * @param port the port
     */
    record TcpSocketFile(Integer port) {}

    /**
     * A command within the container.
     *
     * @param command the program and its arguments
     */
    record ExecFile(List<String> command) {}

    /**
     * What happens when a line ends.
     *
     * @param date the day, or null for the line's {@code end}
     * @param policy what happens
     */
    record EndOfLifeFile(LocalDate date, EndOfLife.Policy policy) {}

    /**
     * What the releases of a line have in common.
     *
     * @param codename the line's long-term support name, or null if it has none
     * @param lts the day from which it has long-term support
     * @param maintenance the day from which it gets but the most needed changes
     * @param end the day on which it ends
     * @param endOfLife what happens then, or null for what the family says
     * @param prefix what stands in front of its tags, or null for what the family says
     * @param args values for the template
     */
    record LineFile(
            String codename,
            LocalDate lts,
            LocalDate maintenance,
            LocalDate end,
            EndOfLifeFile endOfLife,
            String prefix,
            Map<String, String> args) {}

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

    /**
     * Which releases are kept: one word, or the newest few.
     *
     * @param word the word
     * @param last how many of the newest are kept
     * @param per of which group, or null for the whole family
     */
    record KeepFile(@ScalarForm KeepWord word, Integer last, Keep.Per per) {}

    /**
     * Images that do not exist.
     *
     * @param version a range of versions, or null for all
     * @param variant a variant, or null for all
     * @param reason why not, for those who miss them
     */
    record ExcludeFile(String version, String variant, String reason) {}

    /**
     * Images that exist after all.
     *
     * @param version a range of versions, or null for all
     * @param variant a variant, or null for all of the family's
     */
    record IncludeFile(String version, String variant) {}

    /**
     * What is different for some images.
     *
     * @param when which
     * @param platforms instead of the family's
     * @param template instead of the family's
     * @param context instead of the family's
     * @param args in addition, and instead of what family, line and release say
     * @param tests in addition
     */
    record OverrideFile(
            WhenFile when,
            List<String> platforms,
            String template,
            String context,
            Map<String, String> args,
            List<TestFile> tests) {}

    /**
     * Some images.
     *
     * @param versions a range of versions, or null for all
     * @param variants the variants, or null for all
     */
    record WhenFile(String versions, List<String> variants) {}

    /** Which releases are kept, in one word. */
    enum KeepWord {
        /** Every one. */
        ALL("all"),
        /** The latest patch of each minor version. */
        LATEST_PATCH("latest-patch");

        private final String word;

        KeepWord(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
