/** Dockerfiles as text: their instructions, and what these name. */
package dev.imprimatur.planner.dockerfile;
