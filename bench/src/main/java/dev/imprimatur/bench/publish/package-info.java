/** Measures what the publisher does at registries, without the service: {@code ./imprimatur bench publish}. */
package dev.imprimatur.bench.publish;
