/** The plan of a catalogue, without any service. */
package dev.imprimatur.cli.render;
