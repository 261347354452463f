/** Programs of npm packages, for tests. */
package dev.imprimatur.npm;
