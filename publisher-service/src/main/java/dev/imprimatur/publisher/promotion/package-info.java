/** Brings a digest from staging into production as it is: no pull, no build, not one byte of its manifest changed. */
package dev.imprimatur.publisher.promotion;
