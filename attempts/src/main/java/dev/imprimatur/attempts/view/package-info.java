/** Attempts as they are shown. */
package dev.imprimatur.attempts.view;
