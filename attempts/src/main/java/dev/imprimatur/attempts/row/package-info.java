/** Attempts as they are kept. */
package dev.imprimatur.attempts.row;
