/** The tests themselves: layers on top of the staged image that are built and thrown away. */
package dev.imprimatur.tester.suite;
