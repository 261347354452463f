/** What waits in the services' queues, and why. */
package dev.imprimatur.console.queue;
