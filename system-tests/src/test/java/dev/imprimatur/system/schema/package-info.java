/** Schemas of the last release and of now, side by side. */
package dev.imprimatur.system.schema;
