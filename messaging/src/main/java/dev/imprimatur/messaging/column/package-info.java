/** Columns that hold identities as their text, and other values as JSON. */
package dev.imprimatur.messaging.column;
