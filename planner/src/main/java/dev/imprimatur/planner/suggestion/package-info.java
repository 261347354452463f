/** What the writer of a wrong word may have meant. */
package dev.imprimatur.planner.suggestion;
