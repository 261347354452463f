/** Attempts that use the engine: when there is another, and what they print. */
package dev.imprimatur.engineaccess.attempt;
