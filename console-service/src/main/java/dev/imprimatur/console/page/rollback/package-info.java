/** The page of a rollback. */
package dev.imprimatur.console.page.rollback;
