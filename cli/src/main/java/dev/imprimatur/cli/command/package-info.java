/** What commands have in common. */
package dev.imprimatur.cli.command;
