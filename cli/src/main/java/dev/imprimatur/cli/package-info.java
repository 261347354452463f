/** The command line of Imprimatur: plain Java that starts fast and asks the console. */
package dev.imprimatur.cli;
