/** Digests that are not to be published again. */
package dev.imprimatur.publisher.block;
