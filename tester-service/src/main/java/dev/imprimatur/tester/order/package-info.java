/** Whether the renderer asked for a test: its signature over the candidate and its place. */
package dev.imprimatur.tester.order;
