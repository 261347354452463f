/** Programs of Debian packages, for tests. */
package dev.imprimatur.debian;
