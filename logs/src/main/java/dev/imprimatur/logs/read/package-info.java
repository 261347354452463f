/** Logs over HTTP. */
package dev.imprimatur.logs.read;
