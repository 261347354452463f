/** The page of all that happens beside the fleet's state: a line each, with its number and its worst case. */
package dev.imprimatur.console.page.activity;
