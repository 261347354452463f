/** The page of the whole fleet: what users pull, and below it what is happening to it. */
package dev.imprimatur.console.page.fleet;
