/** From a catalogue to a plan to Dockerfiles: the same input gives the same output, byte for byte. */
package dev.imprimatur.planner;
