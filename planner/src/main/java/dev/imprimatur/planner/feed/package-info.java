/**
 * Release feeds: what a family's {@code feed} says, what feeds answer in their several formats, and what the answers
 * mean for the plan. Pure functions; who fetches and remembers is behind {@link dev.imprimatur.planner.feed.Feeds}.
 */
package dev.imprimatur.planner.feed;
