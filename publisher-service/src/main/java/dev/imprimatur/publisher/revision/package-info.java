/** Revisions: each digest that an image was published as has a number, and an immutable tag that ends in it. */
package dev.imprimatur.publisher.revision;
