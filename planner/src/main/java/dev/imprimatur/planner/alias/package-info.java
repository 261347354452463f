/** Moving tags: which exist, and which image each one points to. */
package dev.imprimatur.planner.alias;
