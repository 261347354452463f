/** Logs in one piece of bounded size, for those who keep them elsewhere. */
package dev.imprimatur.logs.excerpt;
