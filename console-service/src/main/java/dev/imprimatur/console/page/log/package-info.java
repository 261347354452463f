/** The page of a log: its steps folded, its lines numbered, its end in view. */
package dev.imprimatur.console.page.log;
