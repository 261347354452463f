/**
 * A container engine that only pretends: it speaks as much of Docker's API as builder and tester use, so that these run
 * unchanged, and lets builds take as long, and fail as often, as a test or a measurement wants.
 */
package dev.imprimatur.simulation;
