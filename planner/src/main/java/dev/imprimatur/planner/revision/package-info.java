/** Which state of a catalogue a plan was made from. */
package dev.imprimatur.planner.revision;
