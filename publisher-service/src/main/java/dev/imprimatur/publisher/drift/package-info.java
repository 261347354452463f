/** Drift: published tags that somebody else moved or deleted are found, told of and, if so configured, put right. */
package dev.imprimatur.publisher.drift;
