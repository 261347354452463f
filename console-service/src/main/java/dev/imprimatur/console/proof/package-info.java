/** Which results of stages are shown: those that a builder's, a tester's or a publisher's key signed. */
package dev.imprimatur.console.proof;
