/** The page of who asked for what. */
package dev.imprimatur.console.page.audit;
