/** What a rebuild would do to the tags that are published now. */
package dev.imprimatur.planner.diff;
