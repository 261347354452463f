/** Tables, JSON and times, as people and scripts read them. */
package dev.imprimatur.cli.output;
