/** Drift: published tags that another program moved or deleted are found, reported and, if so configured, put right. */
package dev.imprimatur.publisher.drift;
