/** An image's way from the tester's verdict to its tags: received, tried, published or refused, and announced. */
package dev.imprimatur.publisher.publication;
