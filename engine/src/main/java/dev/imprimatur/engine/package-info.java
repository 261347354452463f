/**
 * The one seam to a container engine. Services speak to {@link dev.imprimatur.engine.Engine} and get every failure
 * sorted: {@link dev.imprimatur.engine.Failure} says whether another try can help. Nothing outside this module knows
 * which client library is used.
 */
package dev.imprimatur.engine;
