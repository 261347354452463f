/** Signed statements about what was approved, beside the verdict: how it was built. They are put beside it in staging. */
package dev.imprimatur.tester.evidence;
