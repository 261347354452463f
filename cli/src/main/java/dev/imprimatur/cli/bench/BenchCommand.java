package dev.imprimatur.cli.bench;

import picocli.CommandLine.Command;

/** Groups the measurements. */
@Command(
        name = "bench",
        description = "Measure what this program does, on this machine.",
        subcommands = PlanBench.class)
public final class BenchCommand {}
