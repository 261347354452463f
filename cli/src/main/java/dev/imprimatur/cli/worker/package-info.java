/** Builders and testers: which one is sick, and what each is doing. */
package dev.imprimatur.cli.worker;
