/** What services tell is shown if their key signed it. */
package dev.imprimatur.console.proof;
