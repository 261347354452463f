/** Measures the pages of a fleet of many images: {@code ./imprimatur bench console}. */
package dev.imprimatur.bench.console;
