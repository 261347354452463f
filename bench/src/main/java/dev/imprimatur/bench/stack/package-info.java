/**
 * Measures whole stacks and the engines that they work with: {@code ./imprimatur bench scale}, {@code size} and
 * {@code fleet}.
 */
package dev.imprimatur.bench.stack;
