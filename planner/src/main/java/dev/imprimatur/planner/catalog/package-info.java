/** The catalogue: what its files say, read and checked. */
package dev.imprimatur.planner.catalog;
