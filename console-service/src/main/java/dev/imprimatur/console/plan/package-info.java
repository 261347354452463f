/** Dry runs: what a rebuild would do. */
package dev.imprimatur.console.plan;
