/** The page of builders and testers: which one is sick, and what each is doing. */
package dev.imprimatur.console.page.worker;
