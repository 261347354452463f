/** Versions and ranges of them, as the catalogue and the feeds write them. */
package dev.imprimatur.planner.version;
