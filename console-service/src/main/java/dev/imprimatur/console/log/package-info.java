/** Logs, fetched from the services that keep them. */
package dev.imprimatur.console.log;
