/** The events, as they come. */
package dev.imprimatur.cli.event;
