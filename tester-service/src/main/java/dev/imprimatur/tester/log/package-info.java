/** What the tests printed. */
package dev.imprimatur.tester.log;
