/** The container engine that the tests run on. */
package dev.imprimatur.tester.engine;
