/** Which published images are no longer what the catalogue and its bases would give, and why. */
package dev.imprimatur.planner.stale;
