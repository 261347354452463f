/** Logs in one piece of bounded size, for whoever keeps them elsewhere. */
package dev.imprimatur.logs.excerpt;
