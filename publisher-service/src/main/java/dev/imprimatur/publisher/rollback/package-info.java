/** Rollbacks: which revision an image goes back to. The tags are moved as those of every publication are. */
package dev.imprimatur.publisher.rollback;
