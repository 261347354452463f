/** Columns that hold values as JSON. */
package dev.imprimatur.messaging.column;
