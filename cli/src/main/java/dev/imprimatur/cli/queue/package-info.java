/** What waits, and why. */
package dev.imprimatur.cli.queue;
