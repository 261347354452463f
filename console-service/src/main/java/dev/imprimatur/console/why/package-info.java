/** Everything that is known of one image: who asked, what it was made of, what was tried, what came out. */
package dev.imprimatur.console.why;
