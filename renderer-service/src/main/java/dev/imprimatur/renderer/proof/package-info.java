/** Which results of other stages are believed: those that a builder's, a tester's or a publisher's key signed. */
package dev.imprimatur.renderer.proof;
