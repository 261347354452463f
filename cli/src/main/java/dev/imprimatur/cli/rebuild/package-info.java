/** Asking for rebuilds, following them, and telling how they ended. */
package dev.imprimatur.cli.rebuild;
