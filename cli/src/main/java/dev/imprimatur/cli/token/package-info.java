/** Tokens: the one that is shown to the console, and those that an admin makes and revokes. */
package dev.imprimatur.cli.token;
