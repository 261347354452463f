/** Measures what the pipeline adds to, and takes from, the engines that it works with. */
package dev.imprimatur.simulation.bench;
