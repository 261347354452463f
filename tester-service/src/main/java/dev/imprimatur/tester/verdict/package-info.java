/** What the results of the tests mean for the image. */
package dev.imprimatur.tester.verdict;
