/** The testing of an image in a rebuild, from the event that asks for it to the event that carries its verdict. */
package dev.imprimatur.tester.run;
