/** Measures how long catalogues take to become Dockerfiles: {@code ./imprimatur bench plan}. */
package dev.imprimatur.bench.plan;
