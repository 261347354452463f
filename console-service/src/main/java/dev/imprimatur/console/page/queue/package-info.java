/** The page of what waits in which stage, in the queue's own order, and why. */
package dev.imprimatur.console.page.queue;
