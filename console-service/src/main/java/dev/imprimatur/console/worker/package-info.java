/** Builders and testers: what each did last, what it is doing, and which one is sick. */
package dev.imprimatur.console.worker;
