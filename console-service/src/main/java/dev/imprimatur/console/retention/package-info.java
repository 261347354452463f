/** What of the read model is kept, and for how long. */
package dev.imprimatur.console.retention;
