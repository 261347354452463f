package dev.imprimatur.cli.bench;

import picocli.CommandLine.Command;

/** Groups the measurements. */
@Command(
        name = "bench",
        description = "Measure what this program does, on this machine.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur bench plan", "  imprimatur bench plan --images 718 --limit 1000"},
        subcommands = PlanBench.class)
public final class BenchCommand {}
