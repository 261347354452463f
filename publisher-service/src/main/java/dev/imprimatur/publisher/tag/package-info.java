/**
 * The tags: which digest each points to, the rules for moving them, and the journal that lets a move be taken over or
 * taken back after a crash.
 */
package dev.imprimatur.publisher.tag;
