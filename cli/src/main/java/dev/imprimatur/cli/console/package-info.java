/** What the CLI knows of the console's REST interface. */
package dev.imprimatur.cli.console;
