/** Asking for rebuilds, following them, and printing how they ended. */
package dev.imprimatur.cli.rebuild;
