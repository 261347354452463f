/** What services could not handle, and what becomes of it. */
package dev.imprimatur.cli.deadletter;
