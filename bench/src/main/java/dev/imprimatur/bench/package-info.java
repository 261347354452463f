/** What {@code ./imprimatur bench} measures, a package for each kind of measurement. */
package dev.imprimatur.bench;
