/** What the console is asked for, as it and its clients share it. */
package dev.imprimatur.console.order;
