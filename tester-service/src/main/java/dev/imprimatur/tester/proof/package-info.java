/** Whether a builder built what is to be tested: its signature over all that it reports. */
package dev.imprimatur.tester.proof;
