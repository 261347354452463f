/** Measures what the publisher does at registries, without the service. */
package dev.imprimatur.publisher.bench;
