/** One image's way through one rebuild. */
package dev.imprimatur.console.run;
