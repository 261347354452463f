/** The console in a browser. */
package dev.imprimatur.cli.open;
