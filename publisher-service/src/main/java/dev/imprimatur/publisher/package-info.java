/**
 * Publishes what the tester approved. The way of an event: {@code publication} receives it and leads through the story,
 * {@code approval} is the gate, {@code promotion} brings the digest into production, {@code tag} points the tags to it.
 */
package dev.imprimatur.publisher;
