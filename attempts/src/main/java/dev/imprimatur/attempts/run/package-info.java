/** Attempts that go on right now, and what stops them. */
package dev.imprimatur.attempts.run;
