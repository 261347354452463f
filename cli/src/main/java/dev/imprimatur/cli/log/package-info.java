/** Logs of builds and tests. */
package dev.imprimatur.cli.log;
