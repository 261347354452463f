/** Retention: old revisions leave production and its mirrors. */
package dev.imprimatur.publisher.retention;
