/** The plan: which images exist, what each is built from, which tags each gets, and in which order they are made. */
package dev.imprimatur.planner.plan;
