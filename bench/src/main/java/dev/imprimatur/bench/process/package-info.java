/** What programs take of the machine that they run on. */
package dev.imprimatur.bench.process;
