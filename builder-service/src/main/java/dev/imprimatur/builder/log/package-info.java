/** What builds printed. */
package dev.imprimatur.builder.log;
