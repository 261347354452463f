/** Rebuilds: asking for one, and how far each is. */
package dev.imprimatur.console.rebuild;
