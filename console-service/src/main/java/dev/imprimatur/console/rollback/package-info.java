/** Rollbacks: asking for one, and how it ended. */
package dev.imprimatur.console.rollback;
