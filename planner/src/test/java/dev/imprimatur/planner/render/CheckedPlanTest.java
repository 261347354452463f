package dev.imprimatur.planner.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedType;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Standing;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of two families one has a feed: a mistake in its template leaves it out, one in the other's stops the plan. */
class CheckedPlanTest {
    private static final Feeds FEEDS = (path, family, feed) ->
            new FeedReading(FeedType.LIST.read(List.of("2.0.0\n2.1.0"), null).entries(), List.of());

    @TempDir
    Path root;

    @BeforeEach
    void twoFamilies() {
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [fed, stated, above]
                """);
        family("fed", "{image: \"debian:bookworm\"}", "feed: {type: list, file: releases.txt}\n");
        family("stated", "{image: \"debian:bookworm\"}", "releases: [{version: 1.0.0}]\n");
        family("above", "{family: fed}", "releases: [{version: 3.0.0}]\n");
    }

    @Test
    void whatCanBeRenderedIsPlanned() {
        assertThat(plan().images()).hasSize(4);
        assertThat(plan().leftOut()).isEmpty();
    }

    @Test
    void aMistakeInATemplateStopsThePlanWithItsLine() {
        Catalogs.write(root, "stated/Dockerfile", "FROM {base}\nRUN {version}\nCPOY a b\n");

        assertThatThrownBy(this::plan)
                .isInstanceOf(CatalogException.class)
                .hasMessage("stated/Dockerfile:3: 'CPOY' is no instruction of a Dockerfile; did you mean COPY?");
    }

    @Test
    void ofAFamilyWithAFeedItLeavesOutThatFamilyAndWhatStandsOnIt() {
        Catalogs.write(root, "fed/Dockerfile", "FROM {base}\nRUN {args.gone}\n");

        Plan plan = plan();

        assertThat(plan.images())
                .extracting(image -> image.image().toString())
                .containsExactly("stated/1.0.0/bookworm");
        assertThat(plan.leftOut()).extracting(LeftOut::family).containsExactly("fed", "above");
        assertThat(plan.leftOut().getFirst().why()).startsWith("fed/Dockerfile:2: {args.gone} is unknown here");
    }

    @Test
    void whereNoFamilyIsLeftThePlanIsRefused() {
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [fed]
                """);
        Catalogs.write(root, "fed/Dockerfile", "FROM {base}\nRUN {args.gone}\n");

        assertThatThrownBy(this::plan)
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("fed/Dockerfile:2: {args.gone} is unknown here");
    }

    /** An instruction with so many flags that no pattern gets to their end. */
    @Test
    void whatStopsTheRendererItselfIsAMistakeOfThatTemplateAlone() {
        Catalogs.write(root, "fed/Dockerfile", "FROM {#for i in 9999}--platform=a {/for}{base}\nRUN x\n");

        Plan plan = plan();

        assertThat(plan.images())
                .extracting(image -> image.image().toString())
                .containsExactly("stated/1.0.0/bookworm");
        assertThat(plan.leftOut().getFirst().why()).startsWith("fed/Dockerfile: cannot be rendered");
    }

    /** Without a limit each of them takes all memory there is. */
    @ParameterizedTest
    @MethodSource("endless")
    void aTemplateWithoutEndIsAMistakeOnItsLineOfThatTemplateAlone(String template, String expected) {
        Catalogs.write(root, "fed/Dockerfile", template);
        Plan plan = plan();
        assertThat(plan.images())
                .extracting(image -> image.image().toString())
                .containsExactly("stated/1.0.0/bookworm");
        assertThat(plan.leftOut().getFirst().why()).startsWith("fed/Dockerfile" + expected);

        Catalogs.write(root, "stated/Dockerfile", template);
        assertThatThrownBy(this::plan)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("stated/Dockerfile" + expected);
    }

    static Stream<Arguments> endless() {
        String begin = "FROM {base}\n";
        String parts = ": has more than 100000 parts when it is rendered";
        String characters = ": is rendered to more than 1000000 characters";
        String doubling = IntStream.range(1, 40)
                .mapToObj(i -> "{#fragment f%d rendered=false}{#include $f%d /}{#include $f%<d /}{/fragment}"
                        .formatted(i, i - 1))
                .collect(Collectors.joining());
        return Stream.of(
                arguments(begin + "{#for a in 99999999}RUN true\n{/for}", ":2" + parts),
                arguments(begin + "\n{#for a in 2147483647}{/for}", ":3" + parts),
                arguments(begin + "{#for a in 999}\n{#for b in 9999}RUN true\n{/for}\n{/for}", ":3" + parts),
                arguments(begin + "{#for a in 9999}{#for b in 9999}{/for}{/for}", ":2" + parts),
                arguments(
                        begin + "{#fragment f0 rendered=false}RUN true\n{/fragment}\n" + doubling
                                + "{#include $f39 /}\n",
                        ":4" + parts),
                arguments(
                        begin + "{#fragment f}RUN a\n{#include $f /}{#include $f /}{/fragment}",
                        ":2: has sections more than 100 deep within each other, or one that includes itself"),
                arguments(begin + "{#for a in 9999}RUN " + "x".repeat(200) + "\n{/for}", ":2" + characters),
                arguments(begin + "RUN {#for a in 9999}{base}{base}{base}{/for}", characters));
    }

    @Test
    void nullInAListIsAMistakeOnItsLine() {
        Catalogs.write(root, "stated/Dockerfile", "FROM {base}\nCOPY [null, \"/x\"]\n");

        assertThatThrownBy(this::plan)
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("stated/Dockerfile:2: COPY has null in its JSON list");
    }

    private void family(String name, String from, String rest) {
        Catalogs.write(
                root,
                name + "/family.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Family\nname: %s\nfrom: {base: %s}\n%s"
                        .formatted(name, from, rest));
        Catalogs.write(root, name + "/Dockerfile", "FROM {base}\nRUN echo {version}\n");
    }

    private Plan plan() {
        return CheckedPlan.of(CatalogReader.read(root, FEEDS), Catalogs.DAY, Standing.UNKNOWN);
    }
}
