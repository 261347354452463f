/** What the console answers, as records that it and its clients share; JSON has a field for each component. */
package dev.imprimatur.console.answer;
