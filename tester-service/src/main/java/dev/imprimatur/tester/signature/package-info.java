/** The signature under a verdict, and the key that makes it. */
package dev.imprimatur.tester.signature;
