/** Commands that take an image back, and those that say what is not published again. */
package dev.imprimatur.cli.rollback;
