/** When a test run that could not be finished is worth another attempt. */
package dev.imprimatur.tester.retry;
