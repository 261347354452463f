/**
 * Signed statements about what was approved, beside the verdict: how it was built, and what is installed in it. They
 * are put beside it in staging.
 */
package dev.imprimatur.tester.evidence;
